using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ImageGate.Kubernetes.Api.Configuration;

/// <summary>What a kubeconfig says about who asks.</summary>
internal static class KubeconfigUser
{
    /// <summary>Null when there is not exactly one usable credential, which is reported.</summary>
    public static ApiCredential? Read(KubeconfigFields fields, string folder)
    {
        bool refused = fields.Refuse("exec plugins are not run: use a service account's token or a client certificate", "exec")
            | fields.Refuse("auth providers are not supported: use a service account's token or a client certificate", "auth-provider")
            | fields.Refuse("passwords are not supported: use a service account's token or a client certificate", "username", "password")
            | fields.Refuse("impersonation is not supported", "as", "as-uid", "as-groups", "as-user-extra");
        bool hasToken = fields.Has("token");
        bool hasTokenFile = fields.Has("tokenFile");
        bool hasCertificate = fields.Has("client-certificate") || fields.Has("client-certificate-data");
        if (refused)
        {
            return null;
        }

        // Two that name different users would make the caller depend on the server's taste.
        switch (hasToken, hasTokenFile, hasCertificate)
        {
            case (true, false, false):
                return Token(fields);
            case (false, true, false):
                return TokenFile(fields, folder);
            case (false, false, true):
                return Certificate(fields, folder);
            default:
                fields.Error("give exactly one of token, tokenFile and client-certificate with client-key");
                return null;
        }
    }

    private static ApiCredential.Token? Token(KubeconfigFields fields)
    {
        if (fields.Text("token") is { } token && ServiceAccountToken.IsToken(token))
        {
            return new ApiCredential.Token(token);
        }

        fields.Error("token holds characters that no token has");
        return null;
    }

    private static ApiCredential.TokenFile? TokenFile(KubeconfigFields fields, string folder)
    {
        string path = fields.PathOf("tokenFile", folder);
        if (ServiceAccountToken.Read(path).Problem is not { } problem)
        {
            return new ApiCredential.TokenFile(path);
        }

        fields.Error(problem);
        return null;
    }

    private static ApiCredential.Certificate? Certificate(KubeconfigFields fields, string folder)
    {
        if (!fields.Has("client-key") && !fields.Has("client-key-data"))
        {
            fields.Error("client-certificate has no client-key");
            return null;
        }

        string? certificate = Pem(fields, "client-certificate", folder);
        string? key = Pem(fields, "client-key", folder);
        if (certificate is null || key is null)
        {
            return null;
        }

        try
        {
            using X509Certificate2 pair = X509Certificate2.CreateFromPem(certificate, key);
            return new ApiCredential.Certificate(certificate, key);
        }
        catch (Exception wrong) when (wrong is CryptographicException or ArgumentException)
        {
            fields.Error("client-certificate and client-key are no pair of PEM texts");
            return null;
        }
    }

    private static string? Pem(KubeconfigFields fields, string field, string folder) =>
        fields.Has(field + "-data") ? fields.Decoded(field + "-data") : fields.FileText(field, folder);
}
