namespace ImageGate.Kubernetes.Api.Configuration;

/// <summary>What a kubeconfig says about the server.</summary>
internal sealed record KubeconfigCluster(Uri Server, string? TlsServerName, ApiAuthority Authority)
{
    /// <summary>Null when something is wrong, which is reported.</summary>
    public static KubeconfigCluster? Read(KubeconfigFields fields, string folder)
    {
        if (fields.Text("insecure-skip-tls-verify") is { } skips && skips != "false")
        {
            fields.Error("insecure-skip-tls-verify is refused: give certificate-authority, and tls-server-name when the name differs");
        }

        fields.Refuse("a proxy is not supported: name a server that can be reached directly", "proxy-url");
        Uri? server = fields.Required("server") is { } text ? ServerUrl.Parse(text) : null;
        if (server is null && fields.Has("server"))
        {
            fields.Error("server must be an https URL without user and query");
        }

        ApiAuthority? authority = ReadAuthority(fields, folder);
        return server is not null && authority is not null ? new KubeconfigCluster(server, fields.Text("tls-server-name"), authority) : null;
    }

    private static ApiAuthority? ReadAuthority(KubeconfigFields fields, string folder)
    {
        ApiAuthority? authority = null;
        if (fields.Has("certificate-authority-data"))
        {
            // The data wins over the file. Source: client-go, tools/clientcmd/api/v1/types.go.
            authority = fields.Decoded("certificate-authority-data") is { } pem ? new ApiAuthority.Pem(pem) : null;
        }
        else if (fields.Has("certificate-authority"))
        {
            authority = new ApiAuthority.File(fields.PathOf("certificate-authority", folder));
        }
        else
        {
            fields.Error("there is no certificate-authority: the system's certificates are not trusted for an API server");
        }

        if (authority is not null && AuthorityCertificates.Read(authority).Problem is { } problem)
        {
            fields.Error(problem);
        }

        return authority;
    }
}
