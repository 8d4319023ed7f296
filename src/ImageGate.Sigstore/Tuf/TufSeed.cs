using System.Collections.Immutable;

namespace ImageGate.Sigstore.Tuf;

/// <summary>What a client of one repository starts with.</summary>
/// <param name="Mirror">The address of the repository; paths go below it.</param>
/// <param name="Root">The <c>root.json</c> that everything is believed from.</param>
/// <param name="TrustedRoot">A <c>trusted_root.json</c> to work with until the first refresh, or without any network at all.</param>
public sealed record TufSeed(Uri Mirror, ReadOnlyMemory<byte> Root, ReadOnlyMemory<byte> TrustedRoot)
{
    /// <summary>The name of the one target file that a verifier needs.</summary>
    public const string TrustedRootName = "trusted_root.json";

    /// <summary>For the first refresh.</summary>
    public TufState State => new(Root)
    {
        TargetFiles = ImmutableDictionary.Create<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal).Add(TrustedRootName, TrustedRoot),
    };
}
