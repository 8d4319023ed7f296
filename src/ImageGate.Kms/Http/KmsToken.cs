namespace ImageGate.Kms.Http;

/// <summary>What asking for a credential came to.</summary>
internal abstract record KmsToken
{
    private KmsToken()
    {
    }

    /// <summary>A token.</summary>
    public sealed record Given(string Token) : KmsToken;

    /// <summary>None.</summary>
    public sealed record None(KmsAnswer.Unavailable Why) : KmsToken;

    /// <summary>A token, or that there is none.</summary>
    /// <param name="token">What came.</param>
    /// <param name="problem">What it means that it is null or empty, for people.</param>
    public static KmsToken Of(string? token, string problem) =>
        string.IsNullOrEmpty(token) ? new None(new KmsAnswer.Unavailable(KmsFault.NoCredential, problem)) : new Given(token);
}
