namespace ImageGate.Oci.Auth;

/// <summary>One way in which a server wants to be told who asks.</summary>
/// <param name="Scheme">The scheme, in lower case.</param>
/// <param name="Parameters">Its parameters; names in lower case.</param>
internal sealed record Challenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    public const string Basic = "basic";
    public const string Bearer = "bearer";
}
