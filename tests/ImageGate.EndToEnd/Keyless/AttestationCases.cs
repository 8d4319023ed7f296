using System.Text;
using System.Text.Json.Nodes;
using ImageGate.EndToEnd.Parts;
using static ImageGate.EndToEnd.Keyless.ComparedCase;

namespace ImageGate.EndToEnd.Keyless;

/// <summary>Attestations beside signatures, and in place of them.</summary>
internal static class AttestationCases
{
    private const string Predicates = "An attestation is no signature";

    public static IEnumerable<ComparedCase> All =>
    [
        Admitted("provenance", "attested", lab => lab.Images.Attested),
        Admitted("provenance with Rekor v1", "attested", lab => lab.Images.Attested1),
        AdmittedInTag("provenance in the tag", "attested", lab => lab.Images.AttestedInTag),
        Admitted("provenance by a key", "key-attested", lab => lab.Images.AttestedByKey),
        Admitted("the signature of an image that is attested too", "workflow", lab => lab.Images.Attested),
        Denied("no provenance", "attested", "AttestationMissing", lab => lab.Images.Bundle),
        DeniedInTag("no provenance in the tag", "attested", "AttestationMissing", lab => lab.Images.Tag),
        Denied("no provenance by the key", "key-attested", "AttestationMissing", lab => lab.Images.KeyBundle),
        Denied("another predicate", "attested", "AttestationMissing", lab => lab.Images.Reported) with { Says = "PredicateTypeWrong" },
        DeniedInTag("another predicate in the tag", "attested", "AttestationMissing", lab => lab.Images.ReportedInTag) with { Says = "PredicateTypeWrong" },
        Denied("provenance by somebody else", "attested", "AttestationMissing", lab => lab.Images.AttestedByEmail) with { Says = "IssuerMismatch" },
        DeniedInTag("provenance by somebody else in the tag", "attested", "AttestationMissing", lab => lab.Images.AttestedByEmailInTag) with { Says = "IssuerMismatch" },
        Admitted("provenance by whom the policy wants", "attested-by-email", lab => lab.Images.AttestedByEmail),
        AdmittedInTag("provenance by whom the policy wants, in the tag", "attested-by-email", lab => lab.Images.AttestedByEmailInTag),
        Denied("provenance by the signer where somebody else is wanted", "attested-by-email", "AttestationMissing", lab => lab.Images.Attested),
        Denied("provenance in place of a signature", "workflow", "PredicateTypeWrong", lab => lab.Images.OnlyAttested) with { Difference = Predicates, AcceptedBy = Accepted.ByCosign3 },
        DeniedInTag("provenance in the tag in place of a signature", "workflow", "NoSignature", lab => lab.Images.OnlyAttestedInTag),
        Denied("provenance of another image copied over", "attested", "AttestationMissing", CopyAttestationAsync),
        DeniedInTag("provenance of another image copied over, in the tag", "attested", "AttestationMissing", CopyAttestationInTagAsync) with { Says = "ImageDigestMismatch" },
        Denied("provenance whose payload was changed", "attested", "AttestationMissing", ChangeAttestationAsync),
        DeniedInTag("provenance whose payload was changed, in the tag", "attested", "AttestationMissing", ChangeAttestationInTagAsync),
        Denied("a report that the referrer calls provenance", "attested", "AttestationMissing", RenameAttestationAsync) with { Says = "PredicateTypeWrong" },
        Admitted("crafted provenance", "crafted-attested", CraftAttestationAsync),
        Admitted("provenance of an hour ago where three are allowed", "crafted-old", CraftAttestationAsync),
        Denied("provenance of an hour ago where half an hour is allowed", "crafted-young", "AttestationTooOld", CraftAttestationAsync) with
        {
            Difference = "cosign knows no age",
            AcceptedBy = Accepted.ByCosign3,
        },
        Denied("provenance about another image beside a good signature", "crafted-attested", "AttestationMissing", CraftForeignAttestationAsync) with { Says = "ImageDigestMismatch" },
        Denied("provenance with the image's digest under another algorithm", "crafted-attested", "AttestationMissing", CraftSha512AttestationAsync) with { Says = "ImageDigestMismatch" },
    ];

    private static async Task<PushedImage> CopyAttestationAsync(KeylessLab lab)
    {
        PushedImage image = await lab.CopyAsync(await lab.Images.Bundle);
        await lab.Store.PushBundleAsync(image, (await lab.Store.ReadBundlesAsync(await lab.Images.Bundle))[0]);
        await lab.Store.PushBundleAsync(image, await lab.Store.ReadBundleAsync(await lab.Images.Attested, KeylessSigner.Provenance));
        return image;
    }

    private static async Task<PushedImage> CopyAttestationInTagAsync(KeylessLab lab)
    {
        PushedImage image = await lab.CopyAsync(await lab.Images.Tag);
        await lab.Store.PutTagAsync(image, ".sig", await lab.Store.ReadTagAsync(await lab.Images.Tag, ".sig"));
        await lab.Store.PutTagAsync(image, ".att", await lab.Store.ReadTagAsync(await lab.Images.AttestedInTag, ".att"));
        return image;
    }

    private static async Task<PushedImage> ChangeAttestationAsync(KeylessLab lab)
    {
        PushedImage from = await lab.Images.Attested;
        PushedImage image = await lab.CopyAsync(from);
        JsonObject attestation = await lab.Store.ReadBundleAsync(from, KeylessSigner.Provenance);
        attestation.Put("dsseEnvelope/payload", Convert.ToBase64String(ChangeBuilder(attestation.Bytes("dsseEnvelope/payload"))));
        await lab.Store.PushBundleAsync(image, await lab.Store.ReadBundleAsync(from, CraftedSigstore.SignPredicate));
        await lab.Store.PushBundleAsync(image, attestation);
        return image;
    }

    private static async Task<PushedImage> ChangeAttestationInTagAsync(KeylessLab lab)
    {
        PushedImage from = await lab.Images.AttestedInTag;
        PushedImage image = await lab.CopyAsync(from);
        await lab.Store.PutTagAsync(image, ".sig", await lab.Store.ReadTagAsync(from, ".sig"));
        (JsonObject layer, byte[] blob) = (await lab.Store.ReadTagAsync(from, ".att"))[0];
        var envelope = JsonNode.Parse(blob)!;
        envelope.Put("payload", Convert.ToBase64String(ChangeBuilder(envelope.Bytes("payload"))));
        await lab.Store.PutTagAsync(image, ".att", (layer, Encoding.UTF8.GetBytes(envelope.ToJsonString())));
        return image;
    }

    private static byte[] ChangeBuilder(byte[] payload)
    {
        string text = Encoding.UTF8.GetString(payload);
        text.Should().Contain("acme.example/builder");
        return Encoding.UTF8.GetBytes(text.Replace("acme.example/builder", "evil.example/builder", StringComparison.Ordinal));
    }

    private static async Task<PushedImage> RenameAttestationAsync(KeylessLab lab)
    {
        PushedImage from = await lab.Images.Reported;
        PushedImage image = await lab.CopyAsync(from);
        await lab.Store.PushBundleAsync(image, await lab.Store.ReadBundleAsync(from, CraftedSigstore.SignPredicate));
        await lab.Store.PushBundleAsync(
            image,
            await lab.Store.ReadBundleAsync(from, KeylessSigner.Report),
            spec => spec.Annotations["dev.sigstore.bundle.predicateType"] = KeylessSigner.Provenance);
        return image;
    }

    private static Task<PushedImage> CraftAttestationAsync(KeylessLab lab) =>
        CraftAsync(lab, image => CraftedSigstore.Statement(image, KeylessSigner.Provenance));

    private static async Task<PushedImage> CraftForeignAttestationAsync(KeylessLab lab)
    {
        PushedImage other = await lab.Images.Unsigned;
        return await CraftAsync(lab, _ => CraftedSigstore.Statement(other, KeylessSigner.Provenance));
    }

    private static Task<PushedImage> CraftSha512AttestationAsync(KeylessLab lab) => CraftAsync(lab, image => Encoding.UTF8.GetBytes(
        Encoding.UTF8.GetString(CraftedSigstore.Statement(image, KeylessSigner.Provenance)).Replace("\"sha256\"", "\"sha512\"", StringComparison.Ordinal)));

    private static async Task<PushedImage> CraftAsync(KeylessLab lab, Func<PushedImage, byte[]> statement)
    {
        PushedImage image = await lab.PushAsync();
        await lab.Store.PushBundleAsync(image, lab.Crafted.Signature(image).Build());
        await lab.Store.PushBundleAsync(image, (lab.Crafted.Signature2(image) with { Content = statement(image) }).Build());
        return image;
    }
}
