using System.Security.Cryptography;
using ImageGate.Sigstore.Keys;

namespace ImageGate.Sigstore.Tests;

internal static class TestKeys
{
    private static readonly byte[] Ed25519Prefix = Convert.FromHexString("302a300506032b6570032100");

    public static PublicKey Import(AsymmetricAlgorithm key, KeyHash hash = KeyHash.Default) => Import(key.ExportSubjectPublicKeyInfo(), hash);

    public static PublicKey ImportEd25519(byte[] point) => Import([.. Ed25519Prefix, .. point], KeyHash.Default);

    private static PublicKey Import(byte[] subjectPublicKeyInfo, KeyHash hash) =>
        PublicKey.TryImport(subjectPublicKeyInfo, hash, out PublicKey? key, out string? error) ? key : throw new InvalidDataException(error);
}
