using ImageGate.Kubernetes.Api.Configuration;
using ImageGate.Testing;

namespace ImageGate.Kubernetes.Tests.Api;

/// <summary>The environment and the folder of a Pod.</summary>
public sealed class InClusterConfigurationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("imagegate-account-").FullName;

    public InClusterConfigurationTests()
    {
        using var authority = new TestCertificateAuthority();
        Write("ca.crt", authority.Pem);
        Write("token", "abc.def\n");
        Write("namespace", "imagegate\n");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("10.0.0.1", "https://10.0.0.1:6443/")]
    [InlineData("fd00::1", "https://[fd00::1]:6443/")]
    [InlineData("kubernetes.default", "https://kubernetes.default:6443/")]
    public void A_pod_finds_its_server(string host, string url)
    {
        ApiConfiguration configuration = Load(host, "6443").Should().BeOfType<ApiConfigurationLoad.Loaded>().Which.Configuration;
        configuration.Server.AbsoluteUri.Should().Be(url);
        configuration.Namespace.Should().Be("imagegate");
        configuration.Authority.Should().Be(new ApiAuthority.File(Path.Combine(_folder, "ca.crt")));
        configuration.Credential.Should().Be(new ApiCredential.TokenFile(Path.Combine(_folder, "token")));
    }

    [Theory]
    [InlineData(null, "443", "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not both set: this does not run in a Pod, name a kubeconfig instead")]
    [InlineData("10.0.0.1", "", "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not both set: this does not run in a Pod, name a kubeconfig instead")]
    [InlineData("10.0.0.1", "99999", "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are no host and port")]
    [InlineData("10.0.0.1", "443/x", "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are no host and port")]
    [InlineData("user@10.0.0.1", "443", "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are no host and port")]
    public void An_environment_that_names_no_server_says_so(string? host, string port, string error) => ShouldBeRejected(Load(host, port), error);

    [Theory]
    [InlineData("token", "", "the token FOLDER/token cannot be used: it is empty or holds characters that no token has")]
    [InlineData("token", "two words", "the token FOLDER/token cannot be used: it is empty or holds characters that no token has")]
    [InlineData("ca.crt", "nothing", "the certificate authority FOLDER/ca.crt cannot be used: there is no PEM block (-----BEGIN CERTIFICATE-----)")]
    [InlineData("namespace", "../x", "FOLDER/namespace cannot be used: it holds no name of a namespace")]
    public void A_file_that_cannot_be_used_says_so(string file, string text, string error)
    {
        Write(file, text);
        ShouldBeRejected(Load("10.0.0.1", "443"), error.Replace("FOLDER", _folder, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("token")]
    [InlineData("ca.crt")]
    [InlineData("namespace")]
    public void A_file_that_is_missing_says_so(string file)
    {
        File.Delete(Path.Combine(_folder, file));
        Load("10.0.0.1", "443").Should().BeOfType<ApiConfigurationLoad.Rejected>().Which.Errors.Should().ContainSingle().Which.Should().EndWith($"{file} cannot be used: it does not exist");
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once() =>
        InClusterConfiguration.Load(_ => null, Path.Combine(_folder, "none")).Should().BeOfType<ApiConfigurationLoad.Rejected>().Which.Errors.Should().HaveCount(4);

    [Fact]
    public void Whether_this_is_a_pod_is_told_by_the_environment()
    {
        InClusterConfiguration.IsInCluster(_ => null).Should().BeFalse();
        InClusterConfiguration.IsInCluster(name => name == "KUBERNETES_SERVICE_HOST" ? "10.0.0.1" : null).Should().BeTrue();
    }

    private static void ShouldBeRejected(ApiConfigurationLoad load, string error) =>
        load.Should().BeOfType<ApiConfigurationLoad.Rejected>().Which.Errors.Should().Equal(error);

    private ApiConfigurationLoad Load(string? host, string? port) =>
        InClusterConfiguration.Load(name => name == "KUBERNETES_SERVICE_HOST" ? host : name == "KUBERNETES_SERVICE_PORT" ? port : null, _folder);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);
}
