using System.Text;
using System.Text.Json;
using ImageGate.Sigstore.Signatures;

namespace ImageGate.Sigstore.Tests.Signatures;

public sealed class DsseEnvelopeTests
{
    [Fact]
    public void Lengths_are_counted_in_bytes()
    {
        var envelope = new DsseEnvelope("tÿpe", "påyload"u8.ToArray(), default);

        Encoding.UTF8.GetString(envelope.PreAuthenticationEncoding()).Should().Be("DSSEv1 5 tÿpe 8 påyload");
    }

    [SkippableFact]
    public void The_vector_of_the_specification_is_reproduced()
    {
        using var vector = JsonDocument.Parse(VectorFolder.Read("dsse", "protocol-vector.json"));
        DsseEnvelope envelope = DsseEnvelope.ReadStandalone(vector.RootElement.GetProperty("envelope"));

        Encoding.UTF8.GetString(envelope.PreAuthenticationEncoding()).Should().Be(vector.RootElement.GetProperty("pae_utf8").GetString());
    }

    [Theory]
    [InlineData("""{"payload":"_-8=","payloadType":"t","signatures":[{"sig":"_-8="}]}""", true, false)]
    [InlineData("""{"payload":"/+8=","payloadType":"t","signatures":[{"sig":"/+8="}]}""", true, true)]
    [InlineData("""{"payload":"/+8=","payloadType":"t","signatures":[{"sig":"/+8=","keyid":"x"}]}""", true, true)]
    [InlineData("""{"payload":"","payloadType":"t","signatures":[{"sig":"/+8="}]}""", true, true)]
    [InlineData("""{"payload":"/+8","payloadType":"t","signatures":[{"sig":"/+8="}]}""", false, false)]
    [InlineData("""{"payload":"/+8=","payloadType":"t","signatures":[]}""", false, false)]
    [InlineData("""{"payload":"/+8=","payloadType":"t"}""", false, false)]
    [InlineData("""{"payload":"/+8=","payloadType":"t","signatures":[{"sig":""}]}""", false, false)]
    [InlineData("""{"payload":"/+8=","payloadType":"t","signatures":[{"sig":"/+8="},{"sig":"/+8="}]}""", false, false)]
    [InlineData("""{"payload":"/+8=","payloadType":7,"signatures":[{"sig":"/+8="}]}""", false, false)]
    public void There_is_exactly_one_signature_and_the_alphabet_depends_on_the_place(string json, bool standalone, bool inBundle)
    {
        using var document = JsonDocument.Parse(json);
        Action read = () => DsseEnvelope.ReadStandalone(document.RootElement);
        Action readFromBundle = () => DsseEnvelope.ReadFromBundle(document.RootElement);

        Check(read, standalone);
        Check(readFromBundle, inBundle);
    }

    private static void Check(Action read, bool expected)
    {
        if (expected)
        {
            read.Should().NotThrow();
        }
        else
        {
            read.Should().Throw<FormatException>();
        }
    }
}
