using ImageGate.Core.Registries;

namespace ImageGate.Core.Policies;

/// <summary>The demand of a policy: exactly one of three.</summary>
public abstract record PolicyRule
{
    private PolicyRule()
    {
    }

    /// <summary>At least <see cref="AtLeast"/> distinct signers must have signed, and every attestation that is demanded must be there.</summary>
    public sealed record Require : PolicyRule
    {
        /// <summary>Makes the demand.</summary>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="atLeast"/> is below 1 or above the number of signers.</exception>
        public Require(int atLeast, IReadOnlyList<Signer> signers, IReadOnlyList<AttestationDemand>? attestations = null)
        {
            ArgumentNullException.ThrowIfNull(signers);
            ArgumentOutOfRangeException.ThrowIfLessThan(atLeast, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(atLeast, signers.Count);
            AtLeast = atLeast;
            Signers = [.. signers];
            Attestations = [.. attestations ?? []];
            Places = [.. PlacesOf(Signers).Concat(PlacesOf(Attestations.SelectMany(demand => demand.Signers))).Distinct()];
        }

        /// <summary>Distinct signers demanded, at least 1.</summary>
        public int AtLeast { get; }

        /// <summary>The signers; never empty, names unique.</summary>
        public IReadOnlyList<Signer> Signers { get; }

        /// <summary>Attestations demanded besides, names unique; all of them.</summary>
        public IReadOnlyList<AttestationDemand> Attestations { get; }

        /// <summary>Where signatures and attestations are stored, each once; null is beside the image. Not of a signer whose signatures nobody could verify.</summary>
        internal IReadOnlyList<RepositoryName?> Places { get; }

        private static IEnumerable<RepositoryName?> PlacesOf(IEnumerable<Signer> signers) =>
            signers.Where(signer => signer.Trust is SignerTrust.Ready).Select(signer => signer.Repository);
    }

    /// <summary>No image may pass.</summary>
    /// <param name="Message">What to tell the user.</param>
    public sealed record Deny(string Message) : PolicyRule;

    /// <summary>Every image passes unchecked.</summary>
    /// <param name="Reason">Why, for the record.</param>
    public sealed record InsecureAllow(string Reason) : PolicyRule;
}
