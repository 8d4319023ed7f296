using System.Collections.Frozen;
using ImageGate.Sigstore.Certificates;
using ImageGate.Sigstore.Keys;
using ImageGate.Sigstore.Trust;

namespace ImageGate.Sigstore;

/// <summary>What one signature must satisfy, all of it at once, to count for a signer.</summary>
public abstract record SignerRequirement
{
    private SignerRequirement(TransparencyLog transparencyLog, IReadOnlyDictionary<string, string> annotations)
    {
        ArgumentNullException.ThrowIfNull(annotations);
        TransparencyLog = transparencyLog;
        Annotations = annotations.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Whether an entry in a transparency log is demanded.</summary>
    public TransparencyLog TransparencyLog { get; }

    /// <summary>Whether a certificate is wanted, or a key.</summary>
    internal bool WantsCertificate => this is Keyless or Certificate;

    /// <summary>Whether somebody's time stamps count, or nobody's, so that none is looked at.</summary>
    internal bool ReadsTimestamps => this is Keyless or AnyKey { TrustedRoot: not null } or Certificate { SigningTime: SigningTime.Verified };

    /// <summary>Annotations that the signed payload must carry with exactly these values; empty demands none.</summary>
    public FrozenDictionary<string, string> Annotations { get; }

    /// <summary>Signed by any of these public keys.</summary>
    public sealed record AnyKey : SignerRequirement
    {
        /// <summary>Makes the requirement.</summary>
        /// <param name="keys">At least one.</param>
        /// <param name="transparencyLog">Whether an entry in a log is demanded.</param>
        /// <param name="annotations">Annotations that the signature must carry.</param>
        /// <param name="trustedRoot">The logs and time-stamping authorities that count. Without it no entry and no stamp can be verified, and a demanded one is always missing.</param>
        /// <param name="window">When the keys are good, or null: always. With it at least one verified time is demanded, and every one must lie in it.</param>
        /// <exception cref="ArgumentException">No key was given: a signer that nobody can be, or that anybody could be.</exception>
        public AnyKey(
            IReadOnlyList<PublicKey> keys,
            TransparencyLog transparencyLog,
            IReadOnlyDictionary<string, string> annotations,
            TrustedRoot? trustedRoot = null,
            ValidityWindow? window = null)
            : base(transparencyLog, annotations)
        {
            ArgumentNullException.ThrowIfNull(keys);
            Keys = keys.Count > 0 ? [.. keys] : throw new ArgumentException("a key signer needs a key", nameof(keys));
            TrustedRoot = trustedRoot;
            Window = window;
        }

        /// <summary>The keys; never empty.</summary>
        public IReadOnlyList<PublicKey> Keys { get; }

        /// <summary>The logs and time-stamping authorities that count, or null: none.</summary>
        public TrustedRoot? TrustedRoot { get; }

        /// <summary>When the keys are good, both ends included, or null: always.</summary>
        public ValidityWindow? Window { get; }
    }

    /// <summary>Signed with a certificate of this identity, which an authority of this trusted root issued.</summary>
    public sealed record Keyless : SignerRequirement
    {
        /// <summary>Makes the requirement.</summary>
        /// <param name="identity">Whose certificate: issuer and subject, both.</param>
        /// <param name="trustedRoot">Who may issue it, and whose logs and time stamps count.</param>
        /// <param name="demands">How many logs, certificate logs and times.</param>
        /// <param name="annotations">Annotations that the signature must carry.</param>
        public Keyless(IdentityPolicy identity, TrustedRoot trustedRoot, TrustRequirements demands, IReadOnlyDictionary<string, string> annotations)
            : base(Required(demands), annotations)
        {
            ArgumentNullException.ThrowIfNull(identity);
            ArgumentNullException.ThrowIfNull(trustedRoot);
            Identity = identity;
            TrustedRoot = trustedRoot;
            Demands = demands;
        }

        /// <summary>Whose certificate.</summary>
        public IdentityPolicy Identity { get; }

        /// <summary>Who may issue it.</summary>
        public TrustedRoot TrustedRoot { get; }

        /// <summary>How many proofs of each kind.</summary>
        public TrustRequirements Demands { get; }

        private static TransparencyLog Required(TrustRequirements demands)
        {
            ArgumentNullException.ThrowIfNull(demands);
            return demands.TransparencyLogEntries > 0 ? TransparencyLog.Required : TransparencyLog.NotRequired;
        }
    }

    /// <summary>Signed with a certificate of this subject, which an authority outside of Sigstore issued.</summary>
    public sealed record Certificate : SignerRequirement
    {
        /// <summary>Makes the requirement.</summary>
        /// <param name="authority">Who may issue it.</param>
        /// <param name="subject">Whose certificate.</param>
        /// <param name="signingTime">When it must have been good.</param>
        /// <param name="annotations">Annotations that the signature must carry.</param>
        public Certificate(OwnAuthority authority, SubjectPolicy subject, SigningTime signingTime, IReadOnlyDictionary<string, string> annotations)
            : base(signingTime is SigningTime.Verified { TransparencyLog: TransparencyLog.Required } ? TransparencyLog.Required : TransparencyLog.NotRequired, annotations)
        {
            ArgumentNullException.ThrowIfNull(authority);
            ArgumentNullException.ThrowIfNull(subject);
            ArgumentNullException.ThrowIfNull(signingTime);
            Authority = authority;
            Subject = subject;
            SigningTime = signingTime;
        }

        /// <summary>Who may issue it.</summary>
        public OwnAuthority Authority { get; }

        /// <summary>Whose certificate.</summary>
        public SubjectPolicy Subject { get; }

        /// <summary>When it must have been good.</summary>
        public SigningTime SigningTime { get; }
    }
}
