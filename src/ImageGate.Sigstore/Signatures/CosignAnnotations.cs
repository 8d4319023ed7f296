namespace ImageGate.Sigstore.Signatures;

/// <summary>The annotations of a layer that cosign stored, as text. Each may be missing.</summary>
/// <param name="Certificate"><c>dev.sigstore.cosign/certificate</c>: the signing certificate, PEM.</param>
/// <param name="Chain"><c>dev.sigstore.cosign/chain</c>: intermediates and roots, PEM. Trusted by nobody: for an authority outside of Sigstore its certificates are candidates, for others they are not read.</param>
/// <param name="Bundle"><c>dev.sigstore.cosign/bundle</c>: a log entry with its promise, JSON.</param>
/// <param name="Rfc3161Timestamp"><c>dev.sigstore.cosign/rfc3161timestamp</c>: a time stamp, JSON.</param>
/// <remarks>Source: cosign, specs/SIGNATURE_SPEC.md and pkg/oci/static/options.go.</remarks>
public sealed record CosignAnnotations(string? Certificate, string? Chain, string? Bundle, string? Rfc3161Timestamp);
