using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using ImageGate.Kubernetes.Policies.Documents;

namespace ImageGate.Kubernetes.Policies;

/// <summary>One hash over contents, such that moving bytes from one content to the next changes it.</summary>
internal static class ContentHash
{
    /// <summary>The sha256 in hex over the number of files, each file, each file that policies name, and what was known of what is kept elsewhere.</summary>
    public static string Of(IReadOnlyList<PolicyFile> files, IReadOnlyList<ReferencedFile> referenced, AskedMaterial material)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        AppendNumber(hash, files.Count);
        foreach (PolicyFile file in files)
        {
            Append(hash, file.Content.Span);
        }

        foreach (ReferencedFile file in referenced)
        {
            AppendReferenced(hash, file);
        }

        // Their number is not given away by the rest: a file could look like one.
        AppendNumber(hash, referenced.Count);
        foreach (TrustMaterial known in material.Roots)
        {
            AppendMaterial(hash, known);
        }

        AppendNumber(hash, material.Roots.Count);
        foreach (KeyMaterial key in material.Keys)
        {
            AppendKey(hash, key);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The sha256 in hex over one file and each file that it names.</summary>
    public static string Of(PolicyFile file, IReadOnlyList<ReferencedFile> referenced)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, file.Content.Span);
        foreach (ReferencedFile other in referenced)
        {
            AppendReferenced(hash, other);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The sha256 in hex of a text.</summary>
    public static string Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static void AppendReferenced(IncrementalHash hash, ReferencedFile file)
    {
        switch (file)
        {
            case ReferencedFile.Found found:
                Append(hash, found.Content.Span);
                break;
            case ReferencedFile.Unreadable unreadable:
                AppendNumber(hash, -1);
                Append(hash, Encoding.UTF8.GetBytes(unreadable.Reason));
                break;
            default:
                throw new UnreachableException();
        }
    }

    private static void AppendMaterial(IncrementalHash hash, TrustMaterial material)
    {
        switch (material)
        {
            case TrustMaterial.Found found:
                Append(hash, Encoding.UTF8.GetBytes(found.Root.Revision.Hex));
                break;
            case TrustMaterial.Missing missing:
                AppendNumber(hash, -1);
                Append(hash, Encoding.UTF8.GetBytes(missing.Reason));
                break;
            default:
                throw new UnreachableException();
        }
    }

    private static void AppendKey(IncrementalHash hash, KeyMaterial key)
    {
        switch (key)
        {
            case KeyMaterial.Found found:
                AppendNumber(hash, found.Hash is { } known ? (int)known : -1);
                Append(hash, Encoding.UTF8.GetBytes(found.Pem));
                break;
            case KeyMaterial.Missing missing:
                AppendNumber(hash, -2);
                Append(hash, Encoding.UTF8.GetBytes(missing.Reason));
                break;
            default:
                throw new UnreachableException();
        }
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> content)
    {
        AppendNumber(hash, content.Length);
        hash.AppendData(content);
    }

    private static void AppendNumber(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
