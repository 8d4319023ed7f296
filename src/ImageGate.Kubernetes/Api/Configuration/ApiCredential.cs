namespace ImageGate.Kubernetes.Api.Configuration;

/// <summary>Who asks the API server. No case shows its secret as text.</summary>
public abstract record ApiCredential
{
    private ApiCredential()
    {
    }

    /// <summary>A bearer token that does not change.</summary>
    /// <param name="Value">The secret.</param>
    public sealed record Token(string Value) : ApiCredential
    {
        /// <summary>Never the secret.</summary>
        public override string ToString() => "a token";
    }

    /// <summary>A bearer token in a file that rotates, at most 16 KiB.</summary>
    /// <param name="Path">Its full path.</param>
    public sealed record TokenFile(string Path) : ApiCredential
    {
        /// <summary>The path, never the secret.</summary>
        public override string ToString() => $"the token in {Path}";
    }

    /// <summary>A client certificate.</summary>
    /// <param name="CertificatePem">The certificate; only the first is sent.</param>
    /// <param name="KeyPem">Its key, the secret.</param>
    public sealed record Certificate(string CertificatePem, string KeyPem) : ApiCredential
    {
        /// <summary>Never the secret.</summary>
        public override string ToString() => "a client certificate";
    }
}
