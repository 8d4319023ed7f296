using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ImageGate.Sigstore.Keys;

/// <summary>
/// Ed25519 by OpenSSL's libcrypto, which .NET on Linux loads anyway: .NET 10 has no Ed25519 of its own
/// (docs/decisions/0002-ed25519-by-libcrypto.md).
/// </summary>
internal sealed partial class OpenSslEd25519
{
    private const string LibCrypto = "libcrypto";
    private const int EvpPkeyEd25519 = 1087;

    private static readonly string[] FileNames = ["libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.3.dylib"];

    private readonly PkeyHandle _key;

    static OpenSslEd25519() => NativeLibrary.SetDllImportResolver(typeof(OpenSslEd25519).Assembly, Resolve);

    private OpenSslEd25519(PkeyHandle key) => _key = key;

    /// <summary>Takes the 32 bytes of a public key.</summary>
    /// <exception cref="CryptographicException">OpenSSL refused the key or was not found.</exception>
    public static OpenSslEd25519 Import(ReadOnlySpan<byte> publicKey)
    {
        try
        {
            PkeyHandle key = NewRawPublicKey(EvpPkeyEd25519, 0, publicKey, (nuint)publicKey.Length);
            return key.IsInvalid ? throw new CryptographicException("OpenSSL refused the Ed25519 key") : new OpenSslEd25519(key);
        }
        catch (DllNotFoundException missing)
        {
            throw new CryptographicException("OpenSSL's libcrypto was not found", missing);
        }
    }

    /// <summary>Whether the 64 bytes are this key's signature over <paramref name="message"/>.</summary>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        using MdContextHandle context = NewContext();
        return !context.IsInvalid
            && DigestVerifyInit(context, 0, 0, 0, _key) == 1
            && DigestVerify(context, signature, (nuint)signature.Length, message, (nuint)message.Length) == 1;
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name == LibCrypto)
        {
            foreach (string file in FileNames)
            {
                if (NativeLibrary.TryLoad(file, assembly, path, out nint library))
                {
                    return library;
                }
            }
        }

        return 0;
    }

    [LibraryImport(LibCrypto, EntryPoint = "EVP_PKEY_new_raw_public_key")]
    private static partial PkeyHandle NewRawPublicKey(int type, nint engine, ReadOnlySpan<byte> key, nuint length);

    [LibraryImport(LibCrypto, EntryPoint = "EVP_MD_CTX_new")]
    private static partial MdContextHandle NewContext();

    [LibraryImport(LibCrypto, EntryPoint = "EVP_DigestVerifyInit")]
    private static partial int DigestVerifyInit(MdContextHandle context, nint pkeyContext, nint digest, nint engine, PkeyHandle key);

    [LibraryImport(LibCrypto, EntryPoint = "EVP_DigestVerify")]
    private static partial int DigestVerify(
        MdContextHandle context, ReadOnlySpan<byte> signature, nuint signatureLength, ReadOnlySpan<byte> message, nuint messageLength);

    private sealed partial class PkeyHandle() : SafeHandle(0, true)
    {
        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            Free(handle);
            return true;
        }

        [LibraryImport(LibCrypto, EntryPoint = "EVP_PKEY_free")]
        private static partial void Free(nint key);
    }

    private sealed partial class MdContextHandle() : SafeHandle(0, true)
    {
        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            Free(handle);
            return true;
        }

        [LibraryImport(LibCrypto, EntryPoint = "EVP_MD_CTX_free")]
        private static partial void Free(nint context);
    }
}
