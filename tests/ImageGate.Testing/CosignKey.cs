using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using ImageGate.Sigstore;

namespace ImageGate.Testing;

/// <summary>A key that signs images as cosign does.</summary>
/// <remarks>Source: cosign, specs/SIGNATURE_SPEC.md.</remarks>
public sealed class CosignKey : IDisposable
{
    private const int RsaBits = 2_048;

    private readonly AsymmetricAlgorithm _key;
    private readonly HashAlgorithmName _hash;

    private CosignKey(AsymmetricAlgorithm key, HashAlgorithmName hash)
    {
        _key = key;
        _hash = hash;
    }

    /// <summary>The public key, PEM.</summary>
    public string PublicPem => _key.ExportSubjectPublicKeyInfoPem();

    /// <summary>ECDSA P-256 with SHA-256: what <c>cosign generate-key-pair</c> makes.</summary>
    public static CosignKey CreateP256() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256);

    /// <summary>ECDSA P-384 with SHA-384, as cosign 3 signs with it.</summary>
    public static CosignKey CreateP384() => new(ECDsa.Create(ECCurve.NamedCurves.nistP384), HashAlgorithmName.SHA384);

    /// <summary>ECDSA P-521 with SHA-512, as cosign 3 signs with it.</summary>
    public static CosignKey CreateP521() => new(ECDsa.Create(ECCurve.NamedCurves.nistP521), HashAlgorithmName.SHA512);

    /// <summary>RSA 2048 with PKCS#1 v1.5 and SHA-256.</summary>
    public static CosignKey CreateRsa() => new(RSA.Create(RsaBits), HashAlgorithmName.SHA256);

    /// <summary>The payload that cosign signs for an image.</summary>
    /// <param name="image">The image's digest.</param>
    /// <param name="annotations">What <c>cosign sign -a</c> adds, or null.</param>
    /// <param name="dockerReference">The name that is written into it; nothing relies on it.</param>
    public static byte[] Payload(Digest image, IReadOnlyDictionary<string, string>? annotations = null, string dockerReference = "")
    {
        ArgumentNullException.ThrowIfNull(image);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("critical");
            json.WriteStartObject("identity");
            json.WriteString("docker-reference", dockerReference);
            json.WriteEndObject();
            json.WriteStartObject("image");
            json.WriteString("docker-manifest-digest", image.ToString());
            json.WriteEndObject();
            json.WriteString("type", "cosign container image signature");
            json.WriteEndObject();
            WriteOptional(json, annotations);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Signs an image.</summary>
    public CosignSignature Sign(Digest image, IReadOnlyDictionary<string, string>? annotations = null, string dockerReference = "") =>
        Sign(Payload(image, annotations, dockerReference));

    /// <summary>Signs any bytes.</summary>
    public CosignSignature Sign(byte[] payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        byte[] signature = _key switch
        {
            ECDsa ecdsa => ecdsa.SignData(payload, _hash, DSASignatureFormat.Rfc3279DerSequence),
            RSA rsa => rsa.SignData(payload, _hash, RSASignaturePadding.Pkcs1),
            _ => throw new InvalidOperationException("no such kind of key"),
        };
        return new CosignSignature(payload, Convert.ToBase64String(signature));
    }

    public void Dispose() => _key.Dispose();

    private static void WriteOptional(Utf8JsonWriter json, IReadOnlyDictionary<string, string>? annotations)
    {
        if (annotations is null)
        {
            json.WriteNull("optional");
            return;
        }

        json.WriteStartObject("optional");
        foreach ((string name, string value) in annotations)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }
}
