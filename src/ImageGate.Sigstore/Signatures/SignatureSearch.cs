using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using ImageGate.Sigstore.Certificates;
using ImageGate.Sigstore.Keys;

namespace ImageGate.Sigstore.Signatures;

/// <summary>Looks through the signatures of one image for those of one signer that say what is wanted.</summary>
internal sealed class SignatureSearch(Digest image, SignerRequirement requirement, WantedClaim wanted, DateTimeOffset? now)
{
    private readonly List<FoundClaim> _found = [];
    private readonly HashSet<string> _identities = new(StringComparer.Ordinal);

    /// <summary>What was found; empty when there is a reason why not.</summary>
    public IReadOnlyList<FoundClaim> Found => _found;

    /// <summary>Why the signature that came furthest was refused; null when none was.</summary>
    public VerificationResult.Failed? Furthest { get; private set; }

    public void Look(RawSignature signature)
    {
        // A second signature with one key proves no more than the first: nothing is left to be found.
        if (requirement is SignerRequirement.AnyKey { Keys: var keys } && keys.All(key => IsProven(SignerIdentity.Of(key))))
        {
            return;
        }

        if (!TryRead(signature, out SigstoreBundle? bundle, out Artifact? artifact, out VerificationResult.Failed? failed))
        {
            Refuse(failed);
            return;
        }

        switch (requirement)
        {
            case SignerRequirement.AnyKey anyKey:
                LookForKeys(bundle, artifact, anyKey);
                break;
            case SignerRequirement.Keyless keyless:
                LookForIdentity(bundle, artifact, keyless);
                break;
            case SignerRequirement.Certificate certificate:
                LookForSubject(bundle, artifact, certificate);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void LookForKeys(SigstoreBundle bundle, Artifact artifact, SignerRequirement.AnyKey signer)
    {
        foreach (PublicKey key in signer.Keys)
        {
            string identity = SignerIdentity.Of(key);
            if (IsProven(identity))
            {
                continue;
            }

            if (!KeySignature.TryVerify(bundle, artifact, key, signer, out AuthenticBundle? authentic, out VerificationResult.Failed? failed)
                || !ClaimReader.TryRead(authentic.Signed, image, wanted, out ImageClaim? claim, out failed)
                || (failed = claim.CheckAnnotations(signer.Annotations)) is not null)
            {
                Refuse(failed);
                continue;
            }

            Add(identity, authentic, claim);
            return;
        }
    }

    private void LookForIdentity(SigstoreBundle bundle, Artifact artifact, SignerRequirement.Keyless signer)
    {
        if (IsOfProvenIdentity(bundle.Signer))
        {
            return;
        }

        if (!KeylessSignature.TryVerify(bundle, artifact, signer, out AuthenticBundle? authentic, out VerificationResult.Failed? failed)
            || !ClaimReader.TryRead(authentic.Signed, image, wanted, out ImageClaim? claim, out failed)
            || !SignerIdentity.TryMatch(authentic.Signed.Signer.Certificate!, signer.Identity, out string? identity, out failed)
            || (failed = claim.CheckAnnotations(signer.Annotations)) is not null)
        {
            Refuse(failed);
            return;
        }

        Add(identity, authentic, claim);
    }

    private void LookForSubject(SigstoreBundle bundle, Artifact artifact, SignerRequirement.Certificate signer)
    {
        if (IsOfProvenIdentity(bundle.Signer))
        {
            return;
        }

        if (!OwnAuthoritySignature.TryVerify(bundle, artifact, signer, now, out AuthenticBundle? authentic, out VerificationResult.Failed? failed)
            || !ClaimReader.TryRead(authentic.Signed, image, wanted, out ImageClaim? claim, out failed)
            || !SignerIdentity.TryMatch(authentic.Signed.Signer.Certificate!, signer.Subject, out string? identity, out failed)
            || (failed = claim.CheckAnnotations(signer.Annotations)) is not null)
        {
            Refuse(failed);
            return;
        }

        Add(identity, authentic, claim);
    }

    private bool TryRead(
        RawSignature signature,
        [NotNullWhen(true)] out SigstoreBundle? bundle,
        [NotNullWhen(true)] out Artifact? artifact,
        [NotNullWhen(false)] out VerificationResult.Failed? failed)
    {
        artifact = signature is RawSignature.SimpleSigning { Payload: var payload } ? Artifact.Of(payload) : Artifact.Of(image);
        return signature switch
        {
            RawSignature.SimpleSigning layer => CosignLayer.TryRead(layer, requirement, out bundle, out failed),
            RawSignature.Attestation layer => CosignLayer.TryRead(layer, requirement, out bundle, out failed),
            RawSignature.Bundle { Json: var json } => SigstoreBundle.TryParse(json, requirement, out bundle, out failed),
            _ => throw new UnreachableException(),
        };
    }

    // A second signature of one signer proves no more than the first, but every attestation says something of its own.
    private bool IsProven(string identity) => wanted is WantedClaim.ImageSignature && _identities.Contains(identity);

    // Nothing is proven by this reading: it only saves the work for what would prove nothing new.
    private bool IsOfProvenIdentity(SignerMaterial material) =>
        wanted is WantedClaim.ImageSignature
        && _identities.Count > 0
        && material is SignerMaterial.Certificate { Der: var der }
        && SigstoreCertificate.TryParse(der, out SigstoreCertificate? certificate, out _)
        && (requirement is SignerRequirement.Keyless
            ? CertificateIdentity.TryRead(certificate, out CertificateIdentity? identity, out _) && IsProven(SignerIdentity.Of(identity))
            : CertificateSubject.TryRead(certificate, out CertificateSubject? subject, out _) && IsProven(SignerIdentity.Of(subject)));

    private void Add(string identity, AuthenticBundle authentic, ImageClaim claim)
    {
        _identities.Add(identity);
        _found.Add(new FoundClaim(identity, authentic.Times.Count > 0 ? authentic.Times.Min() : null, claim.Payload));
    }

    private void Refuse(VerificationResult.Failed failed) => Furthest = Furthest is null || failed.Failure > Furthest.Failure ? failed : Furthest;
}

/// <summary>What one signature says of the image, with everything verified.</summary>
internal sealed record FoundClaim(string Identity, DateTimeOffset? SignedBy, ReadOnlyMemory<byte> Payload);
