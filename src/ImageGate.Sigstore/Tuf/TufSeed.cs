using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ImageGate.Sigstore.Tuf;

/// <summary>What a client of one repository starts with. Two seeds with one <see cref="Id"/> are the same in everything.</summary>
public sealed class TufSeed
{
    /// <summary>The usual name of the one target file that a verifier needs.</summary>
    public const string TrustedRootName = "trusted_root.json";

    /// <summary>Makes a seed.</summary>
    /// <param name="mirror">The address of the repository; paths go below it.</param>
    /// <param name="root">The <c>root.json</c> that everything is believed from.</param>
    /// <param name="trustedRoot">A trusted root to work with until the first refresh, or without any network at all; null: there is none.</param>
    /// <param name="target">The name of the target file that is the trusted root.</param>
    /// <param name="caBundle">PEM of the only authorities that may vouch for the mirror's host, or null: the system's.</param>
    /// <exception cref="ArgumentException"><paramref name="mirror"/> does not end with a slash: the last part of its path would be lost.</exception>
    public TufSeed(
        Uri mirror, ReadOnlyMemory<byte> root, ReadOnlyMemory<byte>? trustedRoot = null, string target = TrustedRootName, string? caBundle = null)
    {
        ArgumentNullException.ThrowIfNull(mirror);
        ArgumentException.ThrowIfNullOrEmpty(target);
        Mirror = mirror.AbsolutePath.EndsWith('/') ? mirror : throw new ArgumentException("a mirror's address ends with a slash", nameof(mirror));
        Root = root;
        TrustedRoot = trustedRoot;
        Target = target;
        CaBundle = caBundle;
        Id = Hash([Encoding.UTF8.GetBytes(mirror.AbsoluteUri), root, trustedRoot ?? default, Encoding.UTF8.GetBytes(target), Encoding.UTF8.GetBytes(caBundle ?? "")]);
    }

    /// <summary>The address of the repository; ends with a slash.</summary>
    public Uri Mirror { get; }

    /// <summary>The <c>root.json</c> that everything is believed from.</summary>
    public ReadOnlyMemory<byte> Root { get; }

    /// <summary>The trusted root before the first refresh, or null.</summary>
    public ReadOnlyMemory<byte>? TrustedRoot { get; }

    /// <summary>The name of the target file that is the trusted root.</summary>
    public string Target { get; }

    /// <summary>PEM of the only authorities that may vouch for the mirror's host, or null: the system's.</summary>
    public string? CaBundle { get; }

    /// <summary>The sha256 in hex of all of it: the name under which to remember what was fetched.</summary>
    public string Id { get; }

    /// <summary>For the first refresh.</summary>
    public TufState State
    {
        get
        {
            var state = new TufState(Root);
            return TrustedRoot is { } known ? state with { TargetFiles = state.TargetFiles.Add(Target, known) } : state;
        }
    }

    private static string Hash(ReadOnlySpan<ReadOnlyMemory<byte>> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (ReadOnlyMemory<byte> part in parts)
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, part.Length);
            hash.AppendData(length);
            hash.AppendData(part.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
