namespace ImageGate.Testing;

/// <summary>What <c>cosign sign --key</c> stores: the signed bytes and the signature over them.</summary>
/// <param name="Payload">The simple-signing payload.</param>
/// <param name="Base64">The signature, in base64.</param>
public sealed record CosignSignature(byte[] Payload, string Base64);
