using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using ImageGate.Core.Images;
using ImageGate.Core.Policies;
using ImageGate.Core.Registries;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Keys;
using ImageGate.Sigstore.Signatures;

namespace ImageGate.Kubernetes.Tests.Admission;

/// <summary>A registry in memory: tags, and signatures by one key. What is not told fails as the test says.</summary>
internal sealed class SignedRegistry : IImageRegistry, IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly Dictionary<string, Digest> _tags = new(StringComparer.Ordinal);
    private readonly HashSet<Digest> _signed = [];

    /// <summary>Every tag that was asked for.</summary>
    public ConcurrentBag<string> Asked { get; } = [];

    /// <summary>What every question gives instead of an answer.</summary>
    public Func<CancellationToken, Task<RegistryFailure>>? Trouble { get; set; }

    /// <summary>The policy's side of the key.</summary>
    public Signer Signer
    {
        get
        {
            PublicKeyPem.TryParse(_key.ExportSubjectPublicKeyInfoPem(), KeyHash.Default, out IReadOnlyList<PublicKey>? keys, out _).Should().BeTrue();
            return new Signer("release-key", new SignerRequirement.AnyKey(keys!, TransparencyLog.NotRequired, new Dictionary<string, string>()), null);
        }
    }

    public static Digest DigestOf(string content) => Digest.Of(Encoding.UTF8.GetBytes(content));

    public Digest Push(string image, string content, bool signed)
    {
        var reference = ImageReference.Parse(image);
        Digest digest = DigestOf(content);
        _tags[$"{reference.Name}:{reference.TagToResolve}"] = digest;
        if (signed)
        {
            _signed.Add(digest);
        }

        return digest;
    }

    public PinnedImage Pin(string image, Digest digest)
    {
        var verified = (VerificationResult.Verified)SignatureVerifier.Verify(digest, [Sign(digest)], ((SignerTrust.Ready)Signer.Trust).Requirement, CancellationToken.None);
        return ImageReference.Parse(image).Pin(verified.Proofs[0]);
    }

    public async Task<RegistryResult<Digest>> ResolveAsync(RepositoryLocation repository, string tag, CancellationToken cancellationToken)
    {
        Asked.Add($"{repository.Name}:{tag}");
        return Trouble is not null ? new RegistryResult<Digest>.Failed(await Trouble(cancellationToken))
            : _tags.TryGetValue($"{repository.Name}:{tag}", out Digest? digest) ? new RegistryResult<Digest>.Found(digest)
            : new RegistryResult<Digest>.Failed(new RegistryFailure.NotFound($"there is no {repository.Name}:{tag}"));
    }

    public async Task<RegistryResult<SignatureSet>> ReadSignaturesAsync(
        RepositoryLocation repository, Digest image, SignatureSource source, CancellationToken cancellationToken) =>
        Trouble is not null ? new RegistryResult<SignatureSet>.Failed(await Trouble(cancellationToken))
            : new RegistryResult<SignatureSet>.Found(source == SignatureSource.SignatureTag && _signed.Contains(image) ? new SignatureSet([Sign(image)], null, []) : SignatureSet.Empty);

    public void Dispose() => _key.Dispose();

    private RawSignature Sign(Digest image)
    {
        byte[] payload = Encoding.UTF8.GetBytes(
            $$$"""{"critical":{"identity":{"docker-reference":""},"image":{"docker-manifest-digest":"{{{image}}}"},"type":"cosign container image signature"},"optional":null}""");
        byte[] signature = _key.SignData(payload, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return new RawSignature.SimpleSigning(payload, Digest.Of(payload), Convert.ToBase64String(signature));
    }
}
