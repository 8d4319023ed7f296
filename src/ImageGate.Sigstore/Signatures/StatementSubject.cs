using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json;

namespace ImageGate.Sigstore.Signatures;

/// <summary>One of the things that a statement is about.</summary>
/// <remarks>Source: in-toto attestation, spec/v1/resource_descriptor.md and digest_set.md.</remarks>
internal sealed class StatementSubject
{
    private readonly FrozenDictionary<string, string> _digests;

    private StatementSubject(FrozenDictionary<string, string> digests, FrozenDictionary<string, string> annotations)
    {
        _digests = digests;
        Annotations = annotations;
    }

    /// <summary>The annotations that are strings; others are no annotations of cosign's.</summary>
    public FrozenDictionary<string, string> Annotations { get; }

    /// <exception cref="FormatException">It is no subject, or has more than <see cref="Limits.MaxSubjectDigests"/> digests.</exception>
    public static StatementSubject Read(JsonElement subject)
    {
        FrozenDictionary<string, string> digests = Strings(ProtoJson.Object(subject, "digest"));
        return digests.Count <= Limits.MaxSubjectDigests
            ? new StatementSubject(digests, Strings(ProtoJson.Object(subject, "annotations")))
            : throw new FormatException($"a subject has more than {Limits.MaxSubjectDigests} digests");
    }

    /// <summary>Whether this subject is <paramref name="artifact"/>: the same value under the same algorithm, compared as bytes.</summary>
    public bool Names(Artifact artifact)
    {
        foreach ((string algorithm, string hex) in _digests)
        {
            if (HashNames.TryFromText(algorithm, out HashAlgorithmName hash)
                && artifact.TryHash(hash, out byte[]? wanted)
                && hex.Length == wanted.Length * 2
                && hex.Equals(Convert.ToHexString(wanted), StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static FrozenDictionary<string, string> Strings(JsonElement? element) =>
        element is not { } found
            ? FrozenDictionary<string, string>.Empty
            : found.EnumerateObject()
                .Where(property => property.Value.ValueKind == JsonValueKind.String)
                .ToFrozenDictionary(property => property.Name, property => property.Value.GetString()!, StringComparer.Ordinal);
}
