using System.Text;
using ImageGate.Sigstore.Log;

namespace ImageGate.Sigstore.Tests.Log;

public sealed class SignedEntryTimestampTests
{
    [Fact]
    public void The_signed_bytes_are_canonical_json_of_four_values()
    {
        var entry = new LogEntry
        {
            LogId = new byte[] { 0xC0, 0xD2, 0x3D },
            LogIndex = 27246492,
            IntegratedTime = 1689177396,
            Body = "{\"a\":1}"u8.ToArray(),
        };

        Encoding.ASCII.GetString(SignedEntryTimestamp.SignedBytes(entry))
            .Should().Be("""{"body":"eyJhIjoxfQ==","integratedTime":1689177396,"logID":"c0d23d","logIndex":27246492}""");
    }
}
