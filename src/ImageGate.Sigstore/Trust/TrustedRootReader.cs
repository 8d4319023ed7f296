using System.Security.Cryptography;
using System.Text.Json;
using ImageGate.Sigstore.Certificates;
using ImageGate.Sigstore.Keys;

namespace ImageGate.Sigstore.Trust;

/// <summary>Reads <c>trusted_root.json</c>: proto3 JSON, where unknown fields are ignored and default values left out.</summary>
internal static class TrustedRootReader
{
    private static readonly string[] MediaTypes =
    [
        "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
        "application/vnd.dev.sigstore.trustedroot.v0.1+json",
        "application/vnd.dev.sigstore.trustedroot.v0.2+json",
    ];

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = Limits.MaxTrustedRootDepth };

    public static (TrustedRoot? Root, string? Error) Read(ReadOnlyMemory<byte> json)
    {
        if (json.Length > Limits.MaxTrustedRootBytes)
        {
            return (null, $"the trusted root is over {Limits.MaxTrustedRootBytes} bytes");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Strict);
            return (Read(new JsonPart(document.RootElement, "the trusted root"), Digest.Of(json.Span)), null);
        }
        catch (JsonException malformed)
        {
            return (null, $"the trusted root is not valid JSON: {malformed.Message}");
        }
        catch (InvalidOperationException)
        {
            // The search for names that occur twice throws it for a name with an unpaired surrogate.
            return (null, "the trusted root has a name that is not Unicode");
        }
        catch (CryptographicException refused)
        {
            return (null, $"the trusted root has a certificate that the platform refuses: {refused.Message}");
        }
        catch (InvalidDataException malformed)
        {
            return (null, malformed.Message);
        }
    }

    private static TrustedRoot Read(JsonPart root, Digest revision)
    {
        string mediaType = root.Text("mediaType");
        if (!MediaTypes.Contains(mediaType))
        {
            throw root.Malformed($"has a mediaType that is not supported: use {string.Join(" or ", MediaTypes)}");
        }

        return new TrustedRoot(revision)
        {
            TransparencyLogs = [.. root.List("tlogs").Select(ReadLog)],
            CertificateAuthorities = [.. root.List("certificateAuthorities").Select(ReadAuthority)],
            CertificateLogs = [.. root.List("ctlogs").Select(ReadLog)],
            TimestampAuthorities = [.. root.List("timestampAuthorities").Select(ReadTimestampAuthority)],
        };
    }

    private static TransparencyLogInstance ReadLog(JsonPart log)
    {
        JsonPart publicKey = log.Object("publicKey");
        ValidityWindow validFor = ReadWindow(publicKey);
        if (validFor.Start is null)
        {
            throw log.Malformed("has a key without `validFor.start`");
        }

        byte[] rawBytes = publicKey.Bytes("rawBytes");
        return new TransparencyLogInstance(log.Text("baseUrl"), log.Object("logId").Bytes("keyId"), ReadKey(publicKey, rawBytes), validFor)
        {
            Operator = log.OptionalText("operator"),
            CheckpointKeyId = log.OptionalObject("checkpointKeyId") is { } id ? id.Bytes("keyId") : ReadOnlyMemory<byte>.Empty,
        };
    }

    private static LogKey ReadKey(JsonPart publicKey, byte[] rawBytes) =>
        KeyDetails.TryImport(publicKey.OptionalText("keyDetails") ?? "", rawBytes, out PublicKey? key, out byte[]? subjectPublicKeyInfo, out string? error)
            ? new LogKey.Usable(key, subjectPublicKeyInfo)
            : new LogKey.Unusable(error);

    private static CertificateAuthority ReadAuthority(JsonPart authority) =>
        new(authority.OptionalText("uri") ?? "", ReadChain(authority), ReadWindow(authority));

    private static TimestampAuthority ReadTimestampAuthority(JsonPart authority) =>
        new(authority.OptionalText("uri") ?? "", ReadChain(authority), ReadWindow(authority));

    private static List<SigstoreCertificate> ReadChain(JsonPart authority)
    {
        var chain = new List<SigstoreCertificate>();
        foreach (JsonPart part in authority.Object("certChain").List("certificates"))
        {
            if (!SigstoreCertificate.TryParse(part.Bytes("rawBytes"), out SigstoreCertificate? certificate, out string? error))
            {
                throw part.Malformed($"is no certificate: {error}");
            }

            chain.Add(certificate);
        }

        return chain.Count is > 0 and <= Limits.MaxChainCertificates
            ? chain
            : throw authority.Malformed($"needs a chain of 1 to {Limits.MaxChainCertificates} certificates");
    }

    private static ValidityWindow ReadWindow(JsonPart owner)
    {
        if (owner.OptionalObject("validFor") is not { } range)
        {
            return new ValidityWindow(null, null);
        }

        var window = new ValidityWindow(range.OptionalTime("start"), range.OptionalTime("end"));
        return window.Start > window.End ? throw range.Malformed("ends before it starts") : window;
    }
}
