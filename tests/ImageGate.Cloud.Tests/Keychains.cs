using ImageGate.Cloud.Aws;
using ImageGate.Cloud.Google;
using ImageGate.Cloud.Http;
using ImageGate.Cloud.Registries;
using ImageGate.Testing.Kms;

namespace ImageGate.Cloud.Tests;

/// <summary>What every test of a keychain needs.</summary>
internal static class Keychains
{
    /// <summary>A host on this machine where nobody listens.</summary>
    public static readonly Uri Nobody = new("http://127.0.0.1:9");

    public static CloudSettings Settings { get; } = new("imagegate/test", new GoogleIdentity(null, Nobody), new AwsIdentity(null, Nobody, null), null);

    /// <summary>A keychain for which every fixed address is the fake.</summary>
    public static RegistryKeychain Of(FakeService service, CloudSettings settings, TimeProvider time) => new(settings, time, service.Handler(CloudHandlers.Create()));

    public static void ShouldBeNone(this RegistryLogin login, CloudFault fault, string detail)
    {
        CloudProblem why = login.Should().BeOfType<RegistryLogin.None>().Which.Why;
        why.Fault.Should().Be(fault, why.Detail);
        why.Detail.Should().NotContain("secret").And.Contain(detail);
    }

    public static string AskedHost(this Testing.RecordedRequest request) => request.Headers.GetValueOrDefault("X-Asked-Host", "");
}
