using ImageGate.Sigstore.Trust;
using ImageGate.Sigstore.Tuf;
using ImageGate.Testing.Tuf;
using static ImageGate.Fuzz.Targets.SeedFiles;

namespace ImageGate.Fuzz.Targets;

/// <summary>Whom to trust, and how that is fetched.</summary>
internal static class TrustTargets
{
    public static IReadOnlyList<FuzzTarget> List { get; } =
    [
        new("trusted-root", InputFormat.Json, 2_000, Roots(), input => TrustedRoot.TryParse(input, out _, out _)),

        // Read six times.
        new("tuf-metadata", InputFormat.Json, 4_000, Metadata(), ReadMetadata) { AllocationPerByte = 6 * 64 },
    ];

    private static IReadOnlyList<byte[]> Roots() =>
    [
        SignatureTargets.Bytes(GoodSignatures.Sigstore.TrustedRootJson()),
        PublicGood("trusted_root.json"),
        .. Examples("trusted_root.json"),
        .. VectorsWith("application/vnd.dev.sigstore.trustedroot").Where(file => TrustedRoot.TryParse(file, out _, out _)),
    ];

    private static IReadOnlyList<byte[]> Metadata()
    {
        var repository = new TufRepository();
        return [.. repository.Files.Values.Where(file => file[0] == (byte)'{'), PublicGood("root.json")];
    }

    // As each role, so that no input ends at its type. The signatures of all were made over what no longer is.
    private static bool ReadMetadata(byte[] input)
    {
        bool parsed = RootMetadata.TryLoad(input, out RootMetadata? root, out _);
        _ = root?.TryFollow(input, out _, out _);
        return parsed | Read(input, TufRole.Root, signed => new TimestampMetadata(signed)) | Read(input, TufRole.Timestamp, signed => new TimestampMetadata(signed))
            | Read(input, TufRole.Snapshot, signed => new SnapshotMetadata(signed)) | Read(input, TufRole.Targets, signed => new TargetsMetadata(signed));
    }

    private static bool Read<T>(byte[] input, TufRole role, Func<JsonPart, T> read)
        where T : TufMetadata =>
        SignedEnvelope.TryRead(input, role, out SignedEnvelope? envelope, out _) && TufMetadata.TryRead(envelope, role, read, out _, out _);
}
