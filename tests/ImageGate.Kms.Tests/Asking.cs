using ImageGate.Cloud;
using ImageGate.Kms.Aws;
using ImageGate.Kms.Azure;
using ImageGate.Kms.Google;
using ImageGate.Sigstore.Keys.Kms;

namespace ImageGate.Kms.Tests;

/// <summary>What every test of the client needs.</summary>
internal static class Asking
{
    /// <summary>A host on this machine where nobody listens.</summary>
    public static readonly Uri Nobody = new("http://127.0.0.1:9");

    public static KmsSettings Settings { get; } = new(
        "imagegate/test", new GoogleSettings(Nobody, null, Nobody), new AwsSettings(null, null, null, null), new AzureSettings(new HashSet<string>(), null), null);

    public static KmsKey Key(string uri) => KmsKey.TryParse(uri, out KmsKey? key, out string? error) ? key : throw new FormatException(error);

    public static Task<KmsAnswer> FetchAsync(this KmsClient client, string uri) => client.FetchAsync(Key(uri), CancellationToken.None);

    public static KmsAnswer.Found ShouldBeFound(this KmsAnswer answer) => answer.Should().BeOfType<KmsAnswer.Found>((answer as KmsAnswer.Unavailable)?.Detail ?? "").Subject;

    public static void ShouldBeRefused(this KmsAnswer answer, string reason) => answer.Should().Be(new KmsAnswer.Refused(reason));

    public static void ShouldBeUnavailable(this KmsAnswer answer, CloudFault fault, string detail = "")
    {
        KmsAnswer.Unavailable unavailable = answer.Should().BeOfType<KmsAnswer.Unavailable>().Subject;
        unavailable.Fault.Should().Be(fault, unavailable.Detail);
        unavailable.Detail.Should().NotContain("secret").And.Match($"*{detail}*");
    }
}
