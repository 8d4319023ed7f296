using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;

namespace ImageGate.Server.Tests;

public sealed class SettingsTests
{
    [Theory]
    [InlineData("Server:HttpsPort", "70000", "HttpsPort")]
    [InlineData("Server:MetricsPort", "-1", "MetricsPort")]
    [InlineData("Server:BindAddress", "everywhere", "BindAddress")]
    [InlineData("Server:DrainSeconds", "61", "DrainSeconds")]
    [InlineData("Alerts:PollSeconds", "0", "PollSeconds")]
    [InlineData("Registry:TimeoutSeconds", "0", "TimeoutSeconds")]
    [InlineData("Registry:TimeoutSeconds", "26", "TimeoutSeconds")]
    [InlineData("TrustRoots:RefreshHours", "0", "RefreshHours")]
    [InlineData("TrustRoots:RefreshHours", "169", "RefreshHours")]
    [InlineData("Kms:RefreshSeconds", "4", "RefreshSeconds")]
    [InlineData("Kms:RefreshSeconds", "86401", "RefreshSeconds")]
    [InlineData("Kms:GoogleEndpoint", "", "GoogleEndpoint is empty")]
    [InlineData("Kms:GoogleEndpoint", "http://kms.example", "Kms:GoogleEndpoint \"http://kms.example\" is no address")]
    [InlineData("Kms:GoogleEndpoint", "https://kms.example/v1", "is no address")]
    [InlineData("Kms:GoogleMetadataServer", "169.254.169.254", "GoogleMetadataServer")]
    [InlineData("Kms:AwsEndpoint", "kms.eu-central-1.amazonaws.com", "is no address")]
    [InlineData("Kms:AwsStsEndpoint", "https://user@sts.example", "is no address")]
    [InlineData("Kms:VaultAddress", "https://vault.example:8200", "needs Kms:VaultRole (Kubernetes auth) or Kms:VaultTokenFile")]
    [InlineData("Kms:VaultTransitPath", "../sys", "VaultTransitPath")]
    [InlineData("Kms:VaultAuthPath", "a//b", "VaultAuthPath")]
    [InlineData("Kms:VaultCaFile", "/nowhere/ca.pem", "is not there")]
    [InlineData("Kms:VaultAddr", "https://vault.example", "Kms:VaultAddr is unknown")]
    [InlineData("Policies:PollSeconds", "11", "PollSeconds")]
    [InlineData("Kubernetes:Events", "true", "Events and WarmUp need Kubernetes:Enabled")]
    [InlineData("Policies:Directory", "", "Directory")]
    [InlineData("Tls:KeyFile", "/some/key", "go together")]
    [InlineData("Tls:CertificateFile", "/some/certificate", "go together")]
    [InlineData("Server:HttpPort", "80", "Server:HttpPort is unknown; known are HttpsPort")]
    [InlineData("Registry:Timeout", "3", "Registry:Timeout is unknown")]
    [InlineData("TrustRoots:Folder", "x", "TrustRoots:Folder is unknown")]
    public void A_bad_setting_stops_the_start_and_is_named(string name, string value, string message)
    {
        Action build = () => GateApplication.Build([], new Dictionary<string, string?> { [name] = value });

        build.Should().Throw<OptionsValidationException>().Which.Failures.Should().ContainSingle().Which.Should().Contain(message);
    }

    [Theory]
    [InlineData("Tls:Source SelfManaged needs Kubernetes:Enabled", "Kubernetes:Enabled=")]
    [InlineData("needs Tls:SecretName and Tls:ServiceName", "Tls:SecretName=")]
    [InlineData("needs Tls:SecretName and Tls:ServiceName", "Tls:ServiceName=")]
    [InlineData("needs Webhooks:MutatingConfiguration, Webhooks:ValidatingConfiguration or both", "Webhooks:MutatingConfiguration=")]
    [InlineData("Tls:CertificateFile and Tls:KeyFile are for Tls:Source Files", "Tls:KeyFile=k")]
    [InlineData("Tls:ExtraNames has \"a b\", which is neither", "Tls:ExtraNames=127.0.0.1,a b")]
    [InlineData("Tls:ExtraNames has more than 16 names", "Tls:ExtraNames=a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q")]
    [InlineData("SettleSeconds", "Tls:SettleSeconds=0")]
    [InlineData("Tls:SecretName, ServiceName and ExtraNames are for Tls:Source SelfManaged", "Tls:Source=Files", "Webhooks:MutatingConfiguration=")]
    [InlineData("Webhooks:MutatingConfiguration and ValidatingConfiguration are for Tls:Source SelfManaged", "Tls:Source=Files", "Tls:SecretName=", "Tls:ServiceName=")]
    public void Settings_that_contradict_each_other_stop_the_start_with_one_line(string message, params string[] changes)
    {
        Dictionary<string, string?> settings = SelfManaged();
        foreach (string[] change in changes.Select(change => change.Split('=')))
        {
            settings[change[0]] = change[1].Length == 0 ? null : change[1];
        }

        Action build = () => GateApplication.Build([], settings);

        build.Should().Throw<OptionsValidationException>().Which.Failures.Should().ContainSingle().Which.Should().Contain(message);
    }

    [Fact]
    public async Task Settings_of_a_self_managed_certificate_are_taken()
    {
        Dictionary<string, string?> settings = SelfManaged();
        settings["Kubernetes:NamespaceLabels"] = "true";
        Func<Task> build = async () => await GateApplication.Build([], settings).DisposeAsync();

        await build.Should().NotThrowAsync();
    }

    [Theory]
    [InlineData("Kubernetes:Namespace", "a")]
    [InlineData("Kubernetes:Kubeconfig", "/some/file")]
    [InlineData("Kubernetes:NamespaceLabels", "true")]
    public void Settings_of_the_API_server_need_that_it_is_asked(string name, string value)
    {
        Action build = () => GateApplication.Build([], new Dictionary<string, string?> { [name] = value });

        build.Should().Throw<OptionsValidationException>().Which.Failures.Should().ContainSingle().Which.Should().Contain("need Kubernetes:Enabled");
    }

    [Fact]
    public async Task An_API_server_that_is_not_known_stops_the_start()
    {
        Dictionary<string, string?> settings = SelfManaged();
        settings["Kubernetes:Kubeconfig"] = "/nowhere/kubeconfig";
        settings["Log:Level"] = "None";
        await using WebApplication server = GateApplication.Build([], settings);

        (await server.Invoking(one => one.StartAsync()).Should().ThrowAsync<OptionsValidationException>())
            .Which.Failures.Should().ContainSingle().Which.Should().Contain("/nowhere/kubeconfig");
    }

    [Fact]
    public void What_kubernetes_sets_for_a_service_called_imagegate_is_no_setting()
    {
        Action build = () => GateApplication.Build([], new Dictionary<string, string?> { ["SERVICE_HOST"] = "10.0.0.1", ["PORT"] = "tcp://10.0.0.1:443", ["PORT_443_TCP"] = "x" });

        build.Should().NotThrow();
    }

    [Fact]
    public void A_settings_file_that_was_named_must_be_there()
    {
        Action build = () => GateApplication.Build([], new Dictionary<string, string?> { ["SettingsFile"] = "/nowhere/settings.json" });

        build.Should().Throw<FileNotFoundException>();
    }

    [Fact]
    public void A_settings_file_is_read_and_checked()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, """{"Server": {"HttpsPort": 70000}}""");
            Action build = () => GateApplication.Build([], new Dictionary<string, string?> { ["SettingsFile"] = file });

            build.Should().Throw<OptionsValidationException>().WithMessage("*HttpsPort*");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static Dictionary<string, string?> SelfManaged() => new()
    {
        ["Kubernetes:Enabled"] = "true",
        ["Tls:Source"] = "SelfManaged",
        ["Tls:SecretName"] = "imagegate-tls",
        ["Tls:ServiceName"] = "imagegate",
        ["Webhooks:MutatingConfiguration"] = "imagegate",
    };
}
