using System.Diagnostics.CodeAnalysis;

namespace ImageGate.Sigstore.Trust;

/// <summary>
/// Whom a Sigstore instance trusts: its signature logs, certificate authorities, certificate logs and time-stamping
/// authorities, each with the time in which it is good. Immutable, and safe for use by several threads at once.
/// </summary>
/// <remarks>Source: protobuf-specs, sigstore_trustroot.proto.</remarks>
public sealed class TrustedRoot
{
    internal TrustedRoot(Digest revision) => Revision = revision;

    /// <summary>The sha256 of the bytes that it was read from: part of the key of everything that is remembered by it.</summary>
    public Digest Revision { get; }

    /// <summary><c>tlogs</c>: logs of signatures (Rekor).</summary>
    public IReadOnlyList<TransparencyLogInstance> TransparencyLogs { get; internal init; } = [];

    /// <summary><c>certificateAuthorities</c>: who issues signing certificates (Fulcio).</summary>
    public IReadOnlyList<CertificateAuthority> CertificateAuthorities { get; internal init; } = [];

    /// <summary><c>ctlogs</c>: logs of certificates.</summary>
    public IReadOnlyList<TransparencyLogInstance> CertificateLogs { get; internal init; } = [];

    /// <summary><c>timestampAuthorities</c>: who signs times (RFC 3161).</summary>
    public IReadOnlyList<TimestampAuthority> TimestampAuthorities { get; internal init; } = [];

    /// <summary>Reads a <c>trusted_root.json</c>.</summary>
    /// <param name="json">The file, at most <see cref="Limits.MaxTrustedRootBytes"/>.</param>
    /// <param name="root">The trusted root, or null.</param>
    /// <param name="error">
    /// Why there is none, for people: too long, not JSON, a name twice, another media type, a missing part, base64, a
    /// time or a certificate that is malformed, a log key without a start. An algorithm that is merely unknown costs one
    /// entry, not the root: see <see cref="LogKey.Unusable"/>.
    /// </param>
    public static bool TryParse(
        ReadOnlyMemory<byte> json, [NotNullWhen(true)] out TrustedRoot? root, [NotNullWhen(false)] out string? error)
    {
        (root, error) = TrustedRootReader.Read(json);
        return root is not null;
    }

    /// <summary>The signature logs with this id; several may share one.</summary>
    public IEnumerable<TransparencyLogInstance> FindTransparencyLogs(ReadOnlyMemory<byte> logId) => Find(TransparencyLogs, logId);

    /// <summary>The certificate logs with this id; several may share one.</summary>
    public IEnumerable<TransparencyLogInstance> FindCertificateLogs(ReadOnlyMemory<byte> logId) => Find(CertificateLogs, logId);

    private static IEnumerable<TransparencyLogInstance> Find(IReadOnlyList<TransparencyLogInstance> logs, ReadOnlyMemory<byte> logId) =>
        logs.Where(log => log.LogId.Span.SequenceEqual(logId.Span));
}
