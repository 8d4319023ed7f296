using System.Security.Cryptography;
using System.Text;
using ImageGate.Sigstore.Keys;
using ImageGate.Sigstore.Signatures;

namespace ImageGate.Sigstore.Tests;

/// <summary>A P-256 key that signs whatever text a test wants, well-formed or not.</summary>
internal sealed class SigningKey
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public SigningKey() => Public = TestKeys.Import(_key);

    public PublicKey Public { get; }

    public static string Payload(Digest image, string optional = "null", string type = "cosign container image signature") =>
        $$$"""{"critical":{"identity":{"docker-reference":"example.com/app"},"image":{"docker-manifest-digest":"{{{image}}}"},"type":"{{{type}}}"},"optional":{{{optional}}}}""";

    public RawSignature.SimpleSigning Sign(Digest image) => SignText(Payload(image));

    public RawSignature.SimpleSigning SignText(string payload) => SignBytes(Encoding.UTF8.GetBytes(payload));

    public RawSignature.SimpleSigning SignBytes(byte[] payload) => new(
        payload,
        Digest.Of(payload),
        Convert.ToBase64String(_key.SignData(payload, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)));
}
