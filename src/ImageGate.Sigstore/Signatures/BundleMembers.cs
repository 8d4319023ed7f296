using System.Text.Json;

namespace ImageGate.Sigstore.Signatures;

/// <summary>
/// The members that a bundle's JSON may have. Another one is refused, as protobuf's own readers and so cosign do: nobody here
/// could tell whether what it says would change what the rest means.
/// </summary>
/// <remarks>Source: protobuf, "ProtoJSON Format"; protobuf-specs, sigstore_bundle.proto, sigstore_rekor.proto, envelope.proto.</remarks>
internal sealed class BundleMembers
{
    private static readonly BundleMembers Nothing = new();

    private static readonly BundleMembers Certificate = new(("rawBytes", Nothing));

    private static readonly BundleMembers Proof = new(
        ("logIndex", Nothing), ("rootHash", Nothing), ("treeSize", Nothing), ("hashes", Nothing), ("checkpoint", new(("envelope", Nothing))));

    private static readonly BundleMembers Entry = new(
        ("logIndex", Nothing),
        ("logId", new(("keyId", Nothing))),
        ("kindVersion", new(("kind", Nothing), ("version", Nothing))),
        ("integratedTime", Nothing),
        ("inclusionPromise", new(("signedEntryTimestamp", Nothing))),
        ("inclusionProof", Proof),
        ("canonicalizedBody", Nothing));

    private static readonly BundleMembers Material = new(
        ("publicKey", new(("hint", Nothing))),
        ("x509CertificateChain", new(("certificates", Certificate))),
        ("certificate", Certificate),
        ("tlogEntries", Entry),
        ("timestampVerificationData", new(("rfc3161Timestamps", new(("signedTimestamp", Nothing))))));

    private static readonly BundleMembers Root = new(
        ("mediaType", Nothing),
        ("verificationMaterial", Material),
        ("messageSignature", new(("messageDigest", new(("algorithm", Nothing), ("digest", Nothing))), ("signature", Nothing))),
        ("dsseEnvelope", new(("payload", Nothing), ("payloadType", Nothing), ("signatures", new(("sig", Nothing), ("keyid", Nothing))))));

    private readonly Dictionary<string, BundleMembers> _inside;

    private BundleMembers(params (string Name, BundleMembers Inside)[] members) => _inside = members.ToDictionary(member => member.Name, member => member.Inside);

    /// <summary>Looks at all names of a bundle; a list stands for what is in it. The parser has bounded the depth.</summary>
    /// <exception cref="FormatException">There is another member.</exception>
    public static void Demand(JsonElement bundle) => Root.DemandOf(bundle);

    private void DemandOf(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (JsonElement item in element.EnumerateArray())
                {
                    DemandOf(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (JsonProperty member in element.EnumerateObject())
                {
                    Find(member.Name).DemandOf(member.Value);
                }

                break;
        }
    }

    private BundleMembers Find(string name) =>
        _inside.GetValueOrDefault(name) ?? throw new FormatException($"`{Shown.Of(name)}` is no member of a bundle here");
}
