using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace ImageGate.Testing.Tuf;

/// <summary>A key of a TUF repository, under the id that the repository gives it.</summary>
public sealed class TufSigner
{
    private static int _lastId;

    private readonly Func<byte[], byte[]> _sign;
    private readonly JsonObject _json;

    private TufSigner(string keyId, JsonObject json, Func<byte[], byte[]> sign)
    {
        KeyId = keyId;
        _json = json;
        _sign = sign;
    }

    public string KeyId { get; }

    /// <summary>The key as a root lists it.</summary>
    public JsonNode Json => _json.DeepClone();

    /// <summary>A key as the roots of today have it.</summary>
    public static TufSigner Ecdsa()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Create("ecdsa", "ecdsa-sha2-nistp256", key.ExportSubjectPublicKeyInfoPem(), message => SignEcdsa(key, message));
    }

    /// <summary>A key as the first roots have it.</summary>
    public static TufSigner EcdsaPoint()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string point = Convert.ToHexStringLower(key.ExportSubjectPublicKeyInfo()[^65..]);
        return Create("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256", point, message => SignEcdsa(key, message));
    }

    public static TufSigner EcdsaP384()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        return Create("ecdsa", "ecdsa-sha2-nistp256", key.ExportSubjectPublicKeyInfoPem(), message => SignEcdsa(key, message));
    }

    public static TufSigner Rsa(RSASignaturePadding padding)
    {
        var key = RSA.Create(2048);
        return Create("rsa", "rsassa-pss-sha256", key.ExportSubjectPublicKeyInfoPem(), message => key.SignData(message, HashAlgorithmName.SHA256, padding));
    }

    /// <summary>The same key under another id.</summary>
    public TufSigner Renamed() => new(NextId(), _json, _sign);

    /// <summary>The same key, listed otherwise.</summary>
    public TufSigner Listed(Action<JsonObject> change)
    {
        JsonObject json = _json.DeepClone().AsObject();
        change(json);
        return new TufSigner(KeyId, json, _sign);
    }

    /// <summary>An entry of <c>signatures</c>.</summary>
    public JsonObject Sign(byte[] message) => new() { ["keyid"] = KeyId, ["sig"] = Convert.ToHexStringLower(_sign(message)) };

    private static TufSigner Create(string type, string scheme, string value, Func<byte[], byte[]> sign)
    {
        var json = new JsonObject { ["keytype"] = type, ["scheme"] = scheme, ["keyval"] = new JsonObject { ["public"] = value } };
        return new TufSigner(NextId(), json, sign);
    }

    // Ids are names: nothing may depend on their being hashes.
    private static string NextId() => $"key-{Interlocked.Increment(ref _lastId)}";

    private static byte[] SignEcdsa(ECDsa key, byte[] message) =>
        key.SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
}
