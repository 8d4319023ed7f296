using Microsoft.Extensions.Options;

namespace ImageGate.Server.Tests;

public sealed class SettingsTests
{
    [Theory]
    [InlineData("Server:HttpsPort", "70000", "HttpsPort")]
    [InlineData("Server:MetricsPort", "-1", "MetricsPort")]
    [InlineData("Server:BindAddress", "everywhere", "BindAddress")]
    [InlineData("Server:DrainSeconds", "61", "DrainSeconds")]
    [InlineData("Registry:TimeoutSeconds", "0", "TimeoutSeconds")]
    [InlineData("Registry:TimeoutSeconds", "26", "TimeoutSeconds")]
    [InlineData("TrustRoots:RefreshHours", "0", "RefreshHours")]
    [InlineData("TrustRoots:RefreshHours", "169", "RefreshHours")]
    [InlineData("Policies:PollSeconds", "11", "PollSeconds")]
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
}
