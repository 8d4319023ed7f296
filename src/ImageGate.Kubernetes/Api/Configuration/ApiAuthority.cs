namespace ImageGate.Kubernetes.Api.Configuration;

/// <summary>The certificates that prove who the API server is.</summary>
public abstract record ApiAuthority
{
    private ApiAuthority()
    {
    }

    /// <summary>Certificates that do not change.</summary>
    /// <param name="Text">PEM, one certificate or more.</param>
    public sealed record Pem(string Text) : ApiAuthority;

    /// <summary>A file that may change while it is used, at most 1 MiB of PEM.</summary>
    /// <param name="Path">Its full path.</param>
    public sealed record File(string Path) : ApiAuthority;
}
