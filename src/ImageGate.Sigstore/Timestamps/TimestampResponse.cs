using System.Formats.Asn1;

namespace ImageGate.Sigstore.Timestamps;

/// <summary>Takes the token out of a TimeStampResp.</summary>
/// <remarks>Source: RFC 3161, 2.4.2.</remarks>
internal static class TimestampResponse
{
    private const int Granted = 0;
    private const int GrantedWithMods = 1;

    /// <summary>The token, or the reason why there is none.</summary>
    public static (ReadOnlyMemory<byte> Token, TimestampResult.Failed? Failed) Read(ReadOnlyMemory<byte> response)
    {
        if (response.Length > Limits.MaxTimestampBytes)
        {
            return (default, Malformed($"the time stamp is over {Limits.MaxTimestampBytes} bytes"));
        }

        try
        {
            var reader = new AsnReader(response, AsnEncodingRules.DER);
            AsnReader content = reader.ReadSequence();
            reader.ThrowIfNotEmpty();
            AsnReader statusInfo = content.ReadSequence();
            if (!statusInfo.TryReadInt32(out int status) || status is not (Granted or GrantedWithMods))
            {
                return (default, new TimestampResult.Failed(TimestampFailure.NotGranted, "the time-stamping authority did not grant a stamp"));
            }

            ReadOnlyMemory<byte> token = content.ReadEncodedValue();
            content.ThrowIfNotEmpty();
            return (token, null);
        }
        catch (AsnContentException)
        {
            return (default, Malformed("the time stamp is no TimeStampResp in DER"));
        }
    }

    private static TimestampResult.Failed Malformed(string detail) => new(TimestampFailure.ResponseMalformed, detail);
}
