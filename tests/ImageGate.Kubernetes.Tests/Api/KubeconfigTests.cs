using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ImageGate.Kubernetes.Api;
using ImageGate.Kubernetes.Api.Configuration;
using ImageGate.Testing;

namespace ImageGate.Kubernetes.Tests.Api;

/// <summary>What a kubeconfig may say.</summary>
public sealed class KubeconfigTests : ApiTest
{
    private static readonly string Authority = Pem();

    [Fact]
    public void The_current_context_is_read_and_the_rest_ignored()
    {
        ApiConfiguration configuration = Loaded("""
            apiVersion: v1
            kind: Config
            preferences: {}
            current-context: two
            clusters:
              - {name: c, cluster: {server: "https://[::1]:6443/behind/", certificate-authority: ca.crt, tls-server-name: kube.local, extensions: []}}
            users:
              - {name: u, user: {tokenFile: token}}
            contexts:
              - {name: one, context: {cluster: none, user: none}}
              - {name: two, context: {cluster: c, user: u, namespace: gate}}
            """);
        configuration.Server.AbsoluteUri.Should().Be("https://[::1]:6443/behind/");
        configuration.TlsServerName.Should().Be("kube.local");
        configuration.Namespace.Should().Be("gate");
        configuration.Authority.Should().Be(new ApiAuthority.File(Path.Combine(Folder, "ca.crt")));
        configuration.Credential.Should().Be(new ApiCredential.TokenFile(Path.Combine(Folder, "token")));
    }

    [Fact]
    public void A_context_can_be_named_and_a_token_may_look_like_a_number()
    {
        ApiConfiguration configuration = Kubeconfig.Load(Write(With("token: 12345").Replace("current-context: x", "", StringComparison.Ordinal)), "x")
            .Should().BeOfType<ApiConfigurationLoad.Loaded>().Which.Configuration;
        configuration.Credential.Should().Be(new ApiCredential.Token("12345"));
        configuration.Credential.ToString().Should().NotContain("12345");
        configuration.Namespace.Should().Be("default");
        configuration.ToString().Should().NotContain("12345");
    }

    [Theory]
    [InlineData("token: a, tokenFile: token", "give exactly one of token, tokenFile and client-certificate with client-key")]
    [InlineData("", "give exactly one of token, tokenFile and client-certificate with client-key")]
    [InlineData("exec: {command: aws}", "exec plugins are not run: use a service account's token or a client certificate")]
    [InlineData("token: a, auth-provider: {name: gcp}", "auth providers are not supported: use a service account's token or a client certificate")]
    [InlineData("username: a, password: hunter2", "passwords are not supported: use a service account's token or a client certificate")]
    [InlineData("token: a, as: root", "impersonation is not supported")]
    [InlineData("token: \"hunter2 x\"", "token holds characters that no token has")]
    [InlineData("tokenFile: none", "cannot be used: it does not exist")]
    [InlineData("client-certificate: ca.crt", "client-certificate has no client-key")]
    [InlineData("client-certificate: ca.crt, client-key: token", "client-certificate and client-key are no pair of PEM texts")]
    [InlineData("client-certificate: none, client-key: token", "the file cannot be used: it does not exist")]
    [InlineData("client-certificate-data: \"?\", client-key: token", "is not base64")]
    [InlineData("token: [a]", "is no text")]
    public void A_user_that_cannot_be_used_says_why_and_not_the_secret(string user, string error)
    {
        IReadOnlyList<string> errors = Rejected(With(user));
        errors.Should().Contain(line => line.EndsWith(error, StringComparison.Ordinal));
        errors.Should().NotContain(line => line.Contains("hunter2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("server: \"http://a\", certificate-authority: ca.crt", "server must be an https URL without user and query")]
    [InlineData("server: \"https://a:b@c\", certificate-authority: ca.crt", "server must be an https URL without user and query")]
    [InlineData("server: \"https://a?b\", certificate-authority: ca.crt", "server must be an https URL without user and query")]
    [InlineData("certificate-authority: ca.crt", "server: is missing")]
    [InlineData("server: \"https://a\"", "there is no certificate-authority: the system's certificates are not trusted for an API server")]
    [InlineData("server: \"https://a\", certificate-authority: none", "cannot be used: it does not exist")]
    [InlineData("server: \"https://a\", certificate-authority-data: YQ==", "cannot be used: there is no PEM block (-----BEGIN CERTIFICATE-----)")]
    [InlineData("server: \"https://a\", certificate-authority: ca.crt, proxy-url: \"http://b\"", "a proxy is not supported: name a server that can be reached directly")]
    [InlineData("server: \"https://a\", certificate-authority: ca.crt, insecure-skip-tls-verify: true", "insecure-skip-tls-verify is refused: give certificate-authority, and tls-server-name when the name differs")]
    [InlineData("server: \"https://a\", certificate-authority: ca.crt, insecure-skip-tls-verify: yes", "insecure-skip-tls-verify is refused: give certificate-authority, and tls-server-name when the name differs")]
    public void A_cluster_that_cannot_be_used_says_why(string cluster, string error) =>
        Rejected(With("token: a", cluster)).Should().Contain(line => line.EndsWith(error, StringComparison.Ordinal));

    [Theory]
    [InlineData("", "the kubeconfig cannot be used: it is no kubeconfig: it must hold one mapping")]
    [InlineData("- a", "the kubeconfig cannot be used: it is no kubeconfig: it must hold one mapping")]
    [InlineData("a: {", "not valid YAML")]
    [InlineData("contexts: []", "there is no current-context: set one, or name one")]
    [InlineData("current-context: x", "contexts has no entry named `x` with a context")]
    [InlineData("current-context: x\ncontexts: [{name: x, context: {user: u}}]", "cluster: is missing")]
    [InlineData("current-context: x\ncontexts: [{name: x, context: {cluster: c, user: u}}]", "clusters has no entry named `c` with a cluster")]
    [InlineData("current-context: x\ncontexts: [{name: x, context: {cluster: c, user: u, namespace: A/b}}]", "namespace is not a valid name")]
    [InlineData("current-context: x\ncontexts: [{name: x, context: {}}, {name: x, context: {}}]", "contexts has 2 entries named `x`: remove all but one")]
    [InlineData("a: &b c", "anchors (`&name`) are not supported: write the value out where it is used")]
    public void A_file_that_is_no_kubeconfig_says_why(string text, string error) =>
        Rejected(text).Should().Contain(line => line.Contains(error, StringComparison.Ordinal));

    [Fact]
    public void A_file_that_is_not_there_says_so() =>
        Kubeconfig.Load(Path.Combine(Folder, "none"), null).Should().BeOfType<ApiConfigurationLoad.Rejected>()
            .Which.Errors.Should().Equal($"{Path.Combine(Folder, "none")}: the kubeconfig cannot be used: it does not exist");

    [Fact]
    public async Task A_client_certificate_proves_who_asks()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=imagegate", key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        ApiConfiguration configuration = Loaded(With(
            $"client-certificate-data: {Base64(certificate.ExportCertificatePem())}, client-key-data: {Base64(key.ExportPkcs8PrivateKeyPem())}",
            $"server: \"{Server.Url}\", certificate-authority-data: {Base64(Server.Authority.Pem)}"));
        Server.Put("/api/v1/namespaces/apps/secrets/pull");
        Server.Token = null;
        Found(await GetSecretAsync(NewClient(configuration)));
        Server.Requests.Single().Authorization.Should().BeNull();
        Failed(await GetSecretAsync()).Should().BeOfType<ApiFailure.Unauthorized>();
    }

    private static string Pem()
    {
        using var authority = new TestCertificateAuthority();
        return authority.Pem;
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string With(string user, string cluster = "server: \"https://a\", certificate-authority: ca.crt") => $$"""
        current-context: x
        clusters: [{name: c, cluster: {{{cluster}} } }]
        users: [{name: u, user: {{{user}} } }]
        contexts: [{name: x, context: {cluster: c, user: u} }]
        """;

    private string Write(string text)
    {
        WriteFile("ca.crt", Authority);
        WriteFile("token", "abc");
        return WriteFile("config", text);
    }

    private ApiConfiguration Loaded(string text) => Kubeconfig.Load(Write(text), null).Should().BeOfType<ApiConfigurationLoad.Loaded>().Which.Configuration;

    private IReadOnlyList<string> Rejected(string text) => Kubeconfig.Load(Write(text), null).Should().BeOfType<ApiConfigurationLoad.Rejected>().Which.Errors;
}
