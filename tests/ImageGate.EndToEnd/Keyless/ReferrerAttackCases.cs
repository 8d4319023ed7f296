using System.Text;
using System.Text.Json.Nodes;
using ImageGate.EndToEnd.Parts;
using ImageGate.Testing;
using static ImageGate.EndToEnd.Keyless.ComparedCase;

namespace ImageGate.EndToEnd.Keyless;

/// <summary>Good and bad bundles in referrers that lie, among many others, in the wrong place.</summary>
internal static class ReferrerAttackCases
{
    private const int Hundreds = 200;

    private static readonly byte[] Junk = Encoding.UTF8.GetBytes(/*lang=json,strict*/ """{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json"}""");

    public static IEnumerable<ComparedCase> All =>
    [
        Admitted("a referrer whose artifact type lies", "workflow", lab => StoreAsync(lab, spec => spec.ArtifactType = "application/spdx+json")),
        Admitted("a referrer that the list calls something else", "workflow", lab => StoreAsync(lab, spec => spec.ListedAs = "application/spdx+json")),
        Admitted("a referrer whose annotation names another predicate", "workflow", lab => StoreAsync(lab, spec => spec.Annotations["dev.sigstore.bundle.predicateType"] = KeylessSigner.Provenance)),
        Denied("provenance that the referrer calls a signature", "workflow", "PredicateTypeWrong", StoreProvenanceAsync) with { Difference = "An attestation is no signature", AcceptedBy = Accepted.ByCosign3 },
        Denied("a bundle under another image's subject", "workflow", "NoSignature", StoreUnderOtherSubjectAsync) with { Difference = "A referrer names its image", AcceptedBy = Accepted.ByCosign3 },
        Denied("a bundle without a subject", "workflow", "NoSignature", lab => StoreAsync(lab, spec => spec.Subject = null)) with { Difference = "A referrer names its image", AcceptedBy = Accepted.ByCosign3 },
        Denied("a bundle whose layer is called something else", "workflow", "NoSignature", lab => StoreAsync(lab, spec => spec.LayerType = "application/json")),
        Denied("a bundle with a second layer", "workflow", "NoSignature", lab => StoreAsync(lab, spec => spec.Layers.Add(OciJson.Descriptor(OciJson.EmptyType, Sigstore.Digest.Of("{}"u8), 2)))),
        Admitted("a bad bundle before a good one", "workflow", lab => StoreBothAsync(lab, badFirst: true)),
        Admitted("a bad bundle behind a good one", "workflow", lab => StoreBothAsync(lab, badFirst: false)),
        Denied("two bad bundles", "workflow", "SignatureInvalid", StoreTwoBadAsync),
        Admitted("hundreds of other referrers behind a good bundle", "workflow", lab => StoreAmongAsync(lab, goodFirst: true, "application/spdx+json", "application/spdx+json")),
        Admitted("hundreds of other referrers before a good bundle", "workflow", lab => StoreAmongAsync(lab, goodFirst: false, "application/spdx+json", "application/spdx+json")),
        Admitted("hundreds of junk bundles behind a good one", "workflow", lab => StoreAmongAsync(lab, goodFirst: true, OciJson.EmptyType, OciJson.BundleType)),
        Denied("hundreds of junk bundles before a good one", "workflow", "BundleMalformed", lab => StoreAmongAsync(lab, goodFirst: false, OciJson.EmptyType, OciJson.BundleType)) with
        {
            Difference = "Not everything is read",
            AcceptedBy = Accepted.ByCosign3,
        },
        Denied("hundreds of junk bundles", "workflow", "BundleMalformed", StoreJunkAsync),
        Denied("a list that is no index", "workflow", "NoSignature", StoreNoIndexAsync),
        AdmittedInTag("a good tag beside a bad bundle", "workflow", StoreBadBesideTagAsync) with { Difference = "Both layouts count", AcceptedBy = Accepted.ByCosign2 },
        AdmittedInTag("a good bundle beside a bad tag", "workflow", StoreBundleBesideBadTagAsync) with { Difference = "Both layouts count", AcceptedBy = Accepted.ByCosign3 },
        Denied("a stranger's bundle in a new place", "workflow", "LogEntryMissing", StoreStrangerAsync),
    ];

    private static async Task<JsonObject> GoodAsync(KeylessLab lab) => (await lab.Store.ReadBundlesAsync(await lab.Images.Bundle))[0];

    private static async Task<JsonObject> BadAsync(KeylessLab lab)
    {
        JsonObject bundle = await GoodAsync(lab);
        bundle.Flip("dsseEnvelope/signatures/0/sig");
        return bundle;
    }

    private static async Task<PushedImage> StoreAsync(KeylessLab lab, Action<ReferrerSpec> change)
    {
        PushedImage image = await lab.CopyAsync(await lab.Images.Bundle);
        await lab.Store.PushBundleAsync(image, await GoodAsync(lab), change);
        return image;
    }

    private static async Task<PushedImage> StoreProvenanceAsync(KeylessLab lab)
    {
        PushedImage image = await lab.CopyAsync(await lab.Images.OnlyAttested);
        await lab.Store.PushBundleAsync(image, (await lab.Store.ReadBundlesAsync(await lab.Images.OnlyAttested))[0]);
        return image;
    }

    private static async Task<PushedImage> StoreUnderOtherSubjectAsync(KeylessLab lab)
    {
        PushedImage other = await lab.Images.OtherBundle;
        return await StoreAsync(lab, spec => spec.Subject!["digest"] = other.Digest.ToString());
    }

    private static async Task<PushedImage> StoreBothAsync(KeylessLab lab, bool badFirst)
    {
        PushedImage image = await lab.CopyAsync(await lab.Images.Bundle);
        JsonObject[] both = [await BadAsync(lab), await GoodAsync(lab)];
        foreach (JsonObject bundle in badFirst ? both : both.Reverse())
        {
            await lab.Store.PushBundleAsync(image, bundle);
        }

        return image;
    }

    private static async Task<PushedImage> StoreTwoBadAsync(KeylessLab lab)
    {
        PushedImage image = await lab.CopyAsync(await lab.Images.Bundle);
        JsonObject bundle = await BadAsync(lab);
        await lab.Store.PushBundleAsync(image, bundle);
        bundle.Flip("dsseEnvelope/signatures/0/sig", 2);
        await lab.Store.PushBundleAsync(image, bundle);
        return image;
    }

    private static async Task<PushedImage> StoreAmongAsync(KeylessLab lab, bool goodFirst, string listedAs, string layerType)
    {
        PushedImage image = await lab.CopyAsync(await lab.Images.Bundle);
        JsonObject good = await GoodAsync(lab);
        if (goodFirst)
        {
            await lab.Store.PushBundleAsync(image, good);
        }

        await lab.Store.PushManyAsync(image, Hundreds, Junk, spec => (spec.ListedAs, spec.ArtifactType, spec.LayerType) = (listedAs, layerType, layerType));
        if (!goodFirst)
        {
            await lab.Store.PushBundleAsync(image, good);
        }

        return image;
    }

    private static async Task<PushedImage> StoreJunkAsync(KeylessLab lab)
    {
        PushedImage image = await lab.CopyAsync(await lab.Images.Bundle);
        await lab.Store.PushManyAsync(image, Hundreds, Junk);
        return image;
    }

    private static async Task<PushedImage> StoreNoIndexAsync(KeylessLab lab)
    {
        PushedImage image = await lab.PushAsync();
        await lab.Store.PutTagAsync(image, "", []);
        return image;
    }

    private static async Task<PushedImage> StoreBadBesideTagAsync(KeylessLab lab)
    {
        PushedImage image = await lab.CopyAsync(await lab.Images.Tag);
        await lab.Store.PutTagAsync(image, ".sig", await lab.Store.ReadTagAsync(await lab.Images.Tag, ".sig"));
        await lab.Store.PushBundleAsync(image, await GoodAsync(lab));
        return image;
    }

    private static async Task<PushedImage> StoreBundleBesideBadTagAsync(KeylessLab lab)
    {
        PushedImage image = await StoreAsync(lab, _ => { });
        await lab.Store.PutTagAsync(image, ".sig", await lab.Store.ReadTagAsync(await lab.Images.Tag, ".sig"));
        return image;
    }

    private static async Task<PushedImage> StoreStrangerAsync(KeylessLab lab)
    {
        PushedImage image = await lab.CopyAsync(await lab.Images.ByStranger);
        await lab.Store.PushBundleAsync(image, (await lab.Store.ReadBundlesAsync(await lab.Images.ByStranger))[0]);
        return image;
    }
}
