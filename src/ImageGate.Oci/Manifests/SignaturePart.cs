using ImageGate.Sigstore;
using ImageGate.Sigstore.Signatures;

namespace ImageGate.Oci.Manifests;

/// <summary>A blob that will be a signature when it has been read.</summary>
/// <param name="Blob">Its digest.</param>
/// <param name="Size">The bytes that its descriptor says; not over the bound of its kind.</param>
/// <param name="ToSignature">Makes the signature from the blob, whose digest and size have been compared.</param>
internal sealed record SignaturePart(Digest Blob, long Size, Func<byte[], RawSignature> ToSignature);
