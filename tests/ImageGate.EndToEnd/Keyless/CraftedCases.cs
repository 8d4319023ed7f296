using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using ImageGate.EndToEnd.Parts;
using ImageGate.Testing.Sigstore;
using static ImageGate.EndToEnd.Keyless.ComparedCase;

namespace ImageGate.EndToEnd.Keyless;

/// <summary>What only somebody with an instance's keys can make: times, certificates and log entries that do not fit, all well signed.</summary>
internal static class CraftedCases
{
    private const string Entries = "verificationMaterial/tlogEntries";

    public static IEnumerable<ComparedCase> All =>
    [
        Admitted("crafted: as Rekor v1 makes it", "crafted", lab => StoreAsync(lab, lab.Crafted.Signature)),
        Admitted("crafted: as Rekor v2 makes it", "crafted", lab => StoreAsync(lab, lab.Crafted.Signature2)),
        AdmittedInTag("crafted: as cosign 2 makes it", "crafted", lab => StoreInTagAsync(lab, spec => spec)),
        Crafted("logged before the certificate was good", "CertificateTimeMismatch", (spec, now) => spec with { IntegratedTime = now.AddMinutes(-1) }),
        Crafted("logged when the certificate had ended", "CertificateTimeMismatch", (spec, now) => spec with { IntegratedTime = now.AddMinutes(11) }),
        Crafted2("stamped before the certificate was good", "CertificateTimeMismatch", (spec, now) => spec with { StampTime = now.AddMinutes(-1) }),
        Crafted2("stamped when the certificate had ended", "CertificateTimeMismatch", (spec, now) => spec with { StampTime = now.AddMinutes(11) }),
        Crafted("logged in time, stamped too late", "CertificateTimeMismatch", (spec, now) => spec with { StampTime = now.AddMinutes(11) }) with { Difference = "Every verified time must fit", AcceptedBy = Accepted.ByCosign3 },
        CraftedInTag("logged when the certificate had ended", "CertificateTimeMismatch", (spec, now) => spec with { IntegratedTime = now.AddMinutes(11) }),
        Crafted("in a log that is not trusted", "LogEntryMissing", (lab, spec) => spec with { Log = lab.Crafted.UnknownLog }),
        CraftedInTag("in a log that is not trusted", "LogEntryMissing", (lab, spec) => spec with { Log = lab.Crafted.UnknownLog }),
        Crafted("an entry of another signature", "LogSignatureMismatch", (spec, _) => spec with { Logged = claim => claim with { Signature = [.. claim.Signature[..^1], (byte)(claim.Signature[^1] ^ 1)] } }),
        Crafted("an entry of another certificate", "LogKeyMismatch", (lab, spec) => spec with { Logged = claim => claim with { Verifier = lab.Crafted.Sigstore.Issue().Der } }),
        Crafted("an entry of other content", "LogContentMismatch", (spec, _) => spec with { Logged = claim => claim with { Digest = new byte[32] } }),
        Crafted2("an entry of another signature, Rekor v2", "LogSignatureMismatch", (spec, _) => spec with { Logged = claim => claim with { Signature = [.. claim.Signature[..^1], (byte)(claim.Signature[^1] ^ 1)] } }),
        Crafted2("an entry of other content, Rekor v2", "LogContentMismatch", (spec, _) => spec with { Logged = claim => claim with { Digest = new byte[32] } }),
        CraftedInTag("an entry of other content", "LogContentMismatch", (spec, _) => spec with { Logged = claim => claim with { Digest = new byte[32] } }),
        Certified("without a certificate log's timestamp", "CertificateTimestampMissing", lab => lab.Crafted.Sigstore.Issue(new LeafRequest { Subject = CraftedSigstore.Subject, CertificateLogs = [] })),
        Certified(
            "with an unknown certificate log's timestamp",
            "CertificateTimestampMissing",
            lab => lab.Crafted.Sigstore.Issue(new LeafRequest { CertificateLogs = [new VirtualCertificateLog("https://ctfe.evil.example", lab.Crafted.Now.AddYears(-1))] })),
        Certified("not for signing code", "CertificateUsageWrong", lab => Issue(lab, spec => spec with { Purposes = [CertificateSpec.TimeStamping] })),
        Certified("without any usage", "CertificateUsageWrong", lab => Issue(lab, spec => spec with { Purposes = [] })) with { Difference = "A certificate says that it signs code", AcceptedBy = Accepted.ByCosign3 },
        Certified("an authority as the signer", "CertificateUsageWrong", lab => Issue(lab, spec => spec with { IsAuthority = true })) with { Difference = "A certificate says that it signs code", AcceptedBy = Accepted.ByCosign3 },
        Certified("by an authority that the trusted root does not have", "CertificateUntrusted", lab => lab.Crafted.Sigstore.FulcioRoot.Issue(new CertificateSpec
        {
            NotBefore = lab.Crafted.Now,
            NotAfter = lab.Crafted.Now.AddMinutes(10),
            Purposes = [CertificateSpec.CodeSigning],
            Extensions = [FulcioField.Uri(CraftedSigstore.Subject), FulcioField.Text(8, "https://token.actions.githubusercontent.com")],
        })),
        Certified("by a signer who issues certificates", "CertificateUntrusted", lab => lab.Crafted.Certificate.Issue(new CertificateSpec
        {
            NotBefore = lab.Crafted.Now,
            NotAfter = lab.Crafted.Now.AddMinutes(10),
            Purposes = [CertificateSpec.CodeSigning],
            Extensions = [FulcioField.Uri(CraftedSigstore.Subject), FulcioField.Text(8, "https://token.actions.githubusercontent.com")],
        })),
        Certified("with another issuer", "IssuerMismatch", lab => lab.Crafted.Sigstore.Issue(new LeafRequest { Issuer = "https://evil.example" })),
        Certified("with a newline behind the subject", "SubjectMismatch", lab => lab.Crafted.Sigstore.Issue(new LeafRequest { Subject = CraftedSigstore.Subject + "\n" })),
        Certified("with a second subject", "IdentityMalformed", lab => lab.Crafted.Sigstore.Issue(new LeafRequest
        {
            Change = spec => spec with { Extensions = [.. spec.Extensions.Where(extension => extension.Oid!.Value != "2.5.29.17"), TwoSubjects()] },
        })),
        Stated("of no image", "ImageDigestMismatch", image => """{"_type":"https://in-toto.io/Statement/v1","subject":[],"predicateType":"https://sigstore.dev/cosign/sign/v1","predicate":{} }"""),
        Stated(
            "of another type",
            "PayloadTypeWrong",
            image => $$"""{"_type":"https://in-toto.io/Statement/v9","subject":[{"digest":{"sha256":"{{image.Digest.Hex}}"} }],"predicateType":"https://sigstore.dev/cosign/sign/v1","predicate":{} }""") with { Difference = "Statements have a known type", AcceptedBy = Accepted.ByCosign3 },
        Stated(
            "with the image among other subjects",
            null,
            image => $$"""{"_type":"https://in-toto.io/Statement/v1","subject":[{"digest":{"sha256":"{{new string('0', 64)}}"} },{"digest":{"sha256":"{{image.Digest.Hex}}"} }],"predicateType":"https://sigstore.dev/cosign/sign/v1","predicate":{} }"""),
        Stated("that is no JSON", "PayloadMalformed", _ => "hello"),
        Denied("crafted: a message signature", "crafted", "MessageDigestMismatch", lab => StoreAsync(lab, image => lab.Crafted.Signature(image) with { PayloadType = null, Kind = "hashedrekord" })),
        Denied("crafted: an empty list of entries and a stamp", "crafted", "LogEntryMissing", async lab =>
        {
            PushedImage image = await lab.PushAsync();
            JsonObject bundle = lab.Crafted.Signature2(image).Build();
            bundle.Put(Entries, new JsonArray());
            await lab.Store.PushBundleAsync(image, bundle);
            return image;
        }),
    ];

    private static X509Extension TwoSubjects() => FulcioField.SubjectAlternativeName(writer =>
    {
        FulcioField.WriteUri(writer, "https://evil.example/");
        FulcioField.WriteUri(writer, CraftedSigstore.Subject);
    });

    private static ComparedCase Crafted(string name, string reason, Func<BundleSpec, DateTimeOffset, BundleSpec> change) =>
        Crafted(name, reason, (lab, spec) => change(spec, lab.Crafted.Now));

    private static ComparedCase Crafted(string name, string reason, Func<KeylessLab, BundleSpec, BundleSpec> change) =>
        Denied("crafted: " + name, "crafted", reason, lab => StoreAsync(lab, image => change(lab, lab.Crafted.Signature(image))));

    private static ComparedCase Crafted2(string name, string reason, Func<BundleSpec, DateTimeOffset, BundleSpec> change) =>
        Denied("crafted: " + name + ", Rekor v2", "crafted", reason, lab => StoreAsync(lab, image => change(lab.Crafted.Signature2(image), lab.Crafted.Now)));

    private static ComparedCase CraftedInTag(string name, string reason, Func<BundleSpec, DateTimeOffset, BundleSpec> change) =>
        CraftedInTag(name, reason, (lab, spec) => change(spec, lab.Crafted.Now));

    private static ComparedCase CraftedInTag(string name, string reason, Func<KeylessLab, BundleSpec, BundleSpec> change) =>
        DeniedInTag("crafted in the tag: " + name, "crafted", reason, lab => StoreInTagAsync(lab, spec => change(lab, spec)));

    private static ComparedCase Certified(string name, string reason, Func<KeylessLab, VirtualCertificate> issue) =>
        Denied("crafted: a certificate " + name, "crafted", reason, lab => StoreAsync(lab, image => lab.Crafted.Signature(image) with { Certificate = issue(lab) }));

    private static ComparedCase Stated(string name, string? reason, Func<PushedImage, string> statement) => new(
        "crafted: a statement " + name,
        "crafted",
        reason,
        lab => StoreAsync(lab, image => lab.Crafted.Signature(image) with { Content = System.Text.Encoding.UTF8.GetBytes(statement(image)) }));

    private static VirtualCertificate Issue(KeylessLab lab, Func<CertificateSpec, CertificateSpec> change) => lab.Crafted.Sigstore.Issue(new LeafRequest { Change = change });

    private static async Task<PushedImage> StoreAsync(KeylessLab lab, Func<PushedImage, BundleSpec> sign)
    {
        PushedImage image = await lab.PushAsync();
        await lab.Store.PushBundleAsync(image, sign(image).Build());
        return image;
    }

    private static async Task<PushedImage> StoreInTagAsync(KeylessLab lab, Func<BundleSpec, BundleSpec> change)
    {
        PushedImage image = await lab.PushAsync();
        await lab.Store.PutTagAsync(image, ".sig", lab.Crafted.Layer(image, change));
        return image;
    }
}
