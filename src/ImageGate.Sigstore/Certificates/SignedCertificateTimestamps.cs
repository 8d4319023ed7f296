using System.Buffers.Binary;
using System.Security.Cryptography;
using ImageGate.Sigstore.Keys;
using ImageGate.Sigstore.Trust;

namespace ImageGate.Sigstore.Certificates;

/// <summary>Verifies the timestamps that certificate logs gave for a certificate and that stand in it.</summary>
/// <remarks>Source: RFC 6962, 3.2 and 3.3.</remarks>
internal static class SignedCertificateTimestamps
{
    /// <summary>Counts the distinct logs that signed the certificate.</summary>
    /// <param name="leaf">The certificate.</param>
    /// <param name="issuer">The one that really signed it: the timestamp is bound to its key.</param>
    /// <param name="root">Whose logs are trusted.</param>
    /// <param name="wanted">Of how many logs; 0 looks at nothing.</param>
    public static CertificateTimestampResult Verify(SigstoreCertificate leaf, SigstoreCertificate issuer, TrustedRoot root, int wanted)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(wanted);
        if (wanted == 0)
        {
            return new CertificateTimestampResult.Verified(0);
        }

        if (leaf.Fields.Find(CertificateExtension.SignedCertificateTimestamps) is not { } extension)
        {
            return Fail(CertificateTimestampFailure.Missing, "the certificate carries no timestamp of a certificate log");
        }

        if (!SignedCertificateTimestamp.TryReadList(extension.Value, out IReadOnlyList<SignedCertificateTimestamp>? timestamps))
        {
            return Fail(CertificateTimestampFailure.Malformed, "the certificate's list of timestamps is malformed");
        }

        return Count(timestamps, Precertificate.TbsCertificate(leaf.Fields), issuer, root, wanted);
    }

    private static CertificateTimestampResult Count(
        IReadOnlyList<SignedCertificateTimestamp> timestamps, byte[] tbs, SigstoreCertificate issuer, TrustedRoot root, int wanted)
    {
        var logs = new HashSet<string>(StringComparer.Ordinal);
        CertificateTimestampResult.Failed? furthest = null;
        foreach (SignedCertificateTimestamp timestamp in timestamps)
        {
            if (Check(timestamp, SignedBytes(timestamp, tbs, issuer), root) is { } failed)
            {
                furthest = furthest is null || failed.Failure > furthest.Failure ? failed : furthest;
            }
            else
            {
                logs.Add(Convert.ToHexStringLower(timestamp.LogId.Span));
            }
        }

        return logs.Count >= wanted ? new CertificateTimestampResult.Verified(logs.Count)
            : logs.Count == 0 && furthest is not null ? furthest
            : Fail(CertificateTimestampFailure.TooFewLogs, $"{logs.Count} certificate logs gave a timestamp; {wanted} are wanted");
    }

    private static CertificateTimestampResult.Failed? Check(SignedCertificateTimestamp timestamp, byte[] signed, TrustedRoot root)
    {
        CertificateTimestampResult.Failed furthest =
            Fail(CertificateTimestampFailure.LogUnknown, $"the certificate log {Convert.ToHexStringLower(timestamp.LogId.Span)} is not in the trusted root");
        foreach (TransparencyLogInstance log in root.FindCertificateLogs(timestamp.LogId))
        {
            switch (Check(timestamp, signed, log))
            {
                case null:
                    return null;
                case { } failed when failed.Failure > furthest.Failure:
                    furthest = failed;
                    break;
            }
        }

        return furthest;
    }

    private static CertificateTimestampResult.Failed? Check(SignedCertificateTimestamp timestamp, byte[] signed, TransparencyLogInstance log)
    {
        if (log.Key is not LogKey.Usable usable)
        {
            return Fail(CertificateTimestampFailure.AlgorithmUnsupported, $"the key of {log.BaseUrl} cannot be used: {((LogKey.Unusable)log.Key).Reason}");
        }

        if (!Fits(timestamp, usable.Key))
        {
            return Fail(CertificateTimestampFailure.AlgorithmUnsupported, $"the timestamp of {log.BaseUrl} names an algorithm that is not its key's");
        }

        if (!log.ValidFor.Contains(timestamp.Time))
        {
            return Fail(CertificateTimestampFailure.OutsideLogWindow, $"{timestamp.Time.UtcDateTime:u} is outside of the time in which the key of {log.BaseUrl} is good, {log.ValidFor}");
        }

        return usable.Key.Verify(signed, timestamp.Signature.Span, HashAlgorithmName.SHA256)
            ? null
            : Fail(CertificateTimestampFailure.SignatureInvalid, $"{log.BaseUrl} did not sign the certificate");
    }

    private static bool Fits(SignedCertificateTimestamp timestamp, PublicKey key) =>
        timestamp.Hash == SignedCertificateTimestamp.Sha256 && timestamp.Algorithm switch
        {
            SignedCertificateTimestamp.Ecdsa => key.Algorithm.StartsWith("ECDSA", StringComparison.Ordinal),
            SignedCertificateTimestamp.Rsa => key.Algorithm.StartsWith("RSA", StringComparison.Ordinal),
            _ => false,
        };

    /// <summary>
    /// version 0, certificate_timestamp 0, time, precert_entry 1, the issuer's key hash, the TBSCertificate behind 24 bits of
    /// length, the extensions behind 16.
    /// </summary>
    private static byte[] SignedBytes(SignedCertificateTimestamp timestamp, byte[] tbs, SigstoreCertificate issuer)
    {
        byte[] time = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(time, timestamp.Timestamp);
        byte[] length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, tbs.Length);      // its first byte is 0: MaxCertificateBytes
        byte[] extensionLength = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(extensionLength, (ushort)timestamp.Extensions.Length);
        return
        [
            0, 0, .. time, 0, 1, .. SHA256.HashData(issuer.SubjectPublicKeyInfo.Span), .. length.AsSpan(1), .. tbs,
            .. extensionLength, .. timestamp.Extensions.Span,
        ];
    }

    private static CertificateTimestampResult.Failed Fail(CertificateTimestampFailure failure, string detail) => new(failure, detail);
}
