using System.Security.Cryptography;

namespace ImageGate.Sigstore.Log;

/// <summary>What the body of a log entry says was signed: by whom, over what, and the signature itself.</summary>
/// <param name="Type">By which rules the body was read.</param>
/// <param name="Signature">The signature's bytes, or null: <c>intoto/0.0.1</c> holds none.</param>
/// <param name="Verifier">The DER of the certificate or of the key.</param>
/// <param name="IsCertificate">Which of the two.</param>
/// <param name="Subject">Over which bytes <paramref name="Digest"/> goes.</param>
/// <param name="Hash">With which hash.</param>
/// <param name="Digest">The hash's value.</param>
internal sealed record LogEntryClaim(
    KindVersion Type,
    ReadOnlyMemory<byte>? Signature,
    ReadOnlyMemory<byte> Verifier,
    bool IsCertificate,
    LoggedBytes Subject,
    HashAlgorithmName Hash,
    ReadOnlyMemory<byte> Digest)
{
    /// <summary>Rekor v2 keeps other entries, signs no promises and knows no time.</summary>
    public bool IsRekorV2 => Type == LogEntryReader.HashedRekord2;
}

/// <summary>Which bytes a log entry holds the hash of.</summary>
internal enum LoggedBytes
{
    /// <summary>The signed artifact; nothing else can be meant.</summary>
    Artifact,

    /// <summary>The payload in a DSSE envelope.</summary>
    Payload,

    /// <summary>The DSSE envelope's JSON, exactly as it was uploaded.</summary>
    Envelope,

    /// <summary>What the signature was made over: the artifact, or a DSSE envelope's pre-authentication encoding.</summary>
    SignedBytes,
}
