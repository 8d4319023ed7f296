namespace ImageGate.Oci.Auth;

/// <summary>A bearer token for one repository.</summary>
/// <param name="Value">The secret.</param>
/// <param name="Lifetime">How long it holds from now.</param>
internal sealed record Token(string Value, TimeSpan Lifetime)
{
    /// <summary>Never the secret.</summary>
    public override string ToString() => $"token for {Lifetime}";
}
