using ImageGate.Fuzz.Mutations;
using ImageGate.Sigstore.Certificates;
using ImageGate.Sigstore.Keys;
using ImageGate.Sigstore.Timestamps;
using ImageGate.Testing.Sigstore;
using static ImageGate.Fuzz.Targets.SeedFiles;

namespace ImageGate.Fuzz.Targets;

/// <summary>What is in DER, and the PEM around it.</summary>
internal static class CertificateTargets
{
    private static readonly byte[] Stamped = [1, 2, 3];

    public static IReadOnlyList<FuzzTarget> List { get; } =
    [
        new("certificate", InputFormat.Der, 8_000, Certificates(), ReadCertificate),
        new("sct-list", InputFormat.Der, 20_000, [SctList()], input => SignedCertificateTimestamp.TryReadList(input, out _)),
        new("timestamp", InputFormat.Der, 3_000, [.. Stamps()], input =>
            TimestampVerifier.Verify(input, Stamped, GoodSignatures.Root) is TimestampResult.Verified) { AllocationConstant = 2 * 1024 * 1024 },
        new("public-key", InputFormat.Text, 10_000, Keys(), input => PublicKeyPem.TryParse(TextMutations.TextOf(input), KeyHash.Default, out _, out _)),
    ];

    private static IReadOnlyList<byte[]> Certificates() =>
    [
        GoodSignatures.Certificate.Der,
        GoodSignatures.Sigstore.Issue(new LeafRequest { Subject = "jane@acme.io" }).Der,
        GoodSignatures.Sigstore.Issue(new LeafRequest { CertificateLogs = [GoodSignatures.Sigstore.CertificateLog, GoodSignatures.Sigstore.CertificateLog] }).Der,
        GoodSignatures.Sigstore.Issue(new LeafRequest { Change = spec => spec with { Extensions = [FulcioField.OtherName("jane"), FulcioField.Text(8, "https://acme.io"), FulcioField.Text(24, "x")] } }).Der,
        GoodSignatures.Sigstore.Fulcio.Der,
        GoodSignatures.Sigstore.FulcioRoot.Der,
        GoodSignatures.Sigstore.TimestampAuthority.Signer.Der,
    ];

    // Everything that is read of a certificate before its signature is looked at, and the signature.
    private static bool ReadCertificate(byte[] input)
    {
        if (!SigstoreCertificate.TryParse(input, out SigstoreCertificate? certificate, out _))
        {
            return false;
        }

        _ = CertificateIdentity.TryRead(certificate, out CertificateIdentity? identity, out _);
        _ = identity is null ? null : GoodSignatures.Signer.Identity.Match(identity);
        _ = SignedCertificateTimestamps.Verify(certificate, certificate, GoodSignatures.Root, 1);
        _ = CertificatePath.Verify(certificate, GoodSignatures.Root, [GoodSignatures.Sigstore.Now, DateTimeOffset.MaxValue]);
        return true;
    }

    private static byte[] SctList()
    {
        _ = SigstoreCertificate.TryParse(GoodSignatures.Certificate.Der, out SigstoreCertificate? certificate, out _);
        return certificate!.Fields.Find(CertificateExtension.SignedCertificateTimestamps)!.Value.ToArray();
    }

    private static IEnumerable<byte[]> Stamps()
    {
        VirtualTimestampAuthority authority = GoodSignatures.Sigstore.TimestampAuthority;
        var spec = new StampSpec(Stamped, GoodSignatures.Sigstore.Now);
        return new[]
        {
            spec,
            spec with { EmbedsSigner = false },
            spec with { Embedded = [authority.Root.Der] },
            spec with { Hash = System.Security.Cryptography.HashAlgorithmName.SHA512 },
            spec with { HasCriticalExtension = true },
        }.Select(stamp => VirtualTimestampAuthority.Respond(VirtualTimestampAuthority.Token(stamp, authority.Signer)));
    }

    private static IReadOnlyList<byte[]> Keys()
    {
        IReadOnlyList<byte[]> files = Fixtures("cosign", "*.pub");
        return [.. files, [.. files[0], .. "# the next one\n\n"u8, .. files[^1]]];
    }
}
