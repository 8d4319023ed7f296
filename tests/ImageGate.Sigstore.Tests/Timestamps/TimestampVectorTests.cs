using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ImageGate.Sigstore.Timestamps;
using ImageGate.Sigstore.Trust;
using ImageGate.Testing.Sigstore;

namespace ImageGate.Sigstore.Tests.Timestamps;

/// <summary>Responses of Sigstore's staging time-stamping authority over <c>hello</c>, from the project rfc3161-client.</summary>
public sealed class TimestampVectorTests
{
    [SkippableTheory]
    [InlineData("response-sha256.tsr")]
    [InlineData("response-sha384.tsr")]
    [InlineData("response-sha512.tsr")]
    [InlineData("response-no-embedded-cert.tsr")]
    public void A_real_stamp_is_verified(string file)
    {
        var verified = Verify(file, "hello").Should().BeOfType<TimestampResult.Verified>().Subject;

        verified.Time.Offset.Should().Be(TimeSpan.Zero);
        verified.Time.Year.Should().BeInRange(2024, 2026);
    }

    [SkippableFact]
    public void A_stamp_whose_signature_was_changed_is_refused() =>
        Verify("response-invalid-signature.tsr", "hello").Should().BeOfType<TimestampResult.Failed>().Which.Failure.Should().Be(TimestampFailure.SignatureInvalid);

    [SkippableFact]
    public void A_real_stamp_of_other_bytes_is_refused() =>
        Verify("response-sha256.tsr", "hellO").Should().BeOfType<TimestampResult.Failed>().Which.Failure.Should().Be(TimestampFailure.ImprintMismatch);

    private static TimestampResult Verify(string file, string message)
    {
        string folder = VectorFolder.PathOf("rfc3161-client", "test", "fixtures", "sigstage");
        return TimestampVerifier.Verify(File.ReadAllBytes(Path.Combine(folder, file)), Encoding.UTF8.GetBytes(message), Root(File.ReadAllText(Path.Combine(folder, "ts_chain.pem"))));
    }

    private static TrustedRoot Root(string pem) => VirtualSigstore.Parse(new JsonObject
    {
        ["mediaType"] = "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
        ["timestampAuthorities"] = new JsonArray(new JsonObject
        {
            ["certChain"] = new JsonObject { ["certificates"] = new JsonArray([.. Certificates(pem)]) },
        }),
    });

    private static IEnumerable<JsonObject> Certificates(string pem)
    {
        for (string rest = pem; PemEncoding.TryFind(rest, out PemFields fields); rest = rest[fields.Location.End..])
        {
            yield return new JsonObject { ["rawBytes"] = rest[fields.Base64Data].ReplaceLineEndings("") };
        }
    }
}
