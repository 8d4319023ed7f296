using System.Collections.Frozen;

namespace ImageGate.Sigstore.Certificates;

/// <summary>Whose certificate is wanted. Issuer and subject are both demanded: a subject alone is a name that any issuer may give away.</summary>
public sealed class IdentityPolicy
{
    private readonly (string Name, string Value)[] _ordered;

    /// <summary>Makes the policy.</summary>
    /// <param name="issuer">The OIDC issuer.</param>
    /// <param name="subject">The subject alternative name.</param>
    /// <param name="extensions">Values that Fulcio's extensions must have, by the names of <see cref="FulcioExtensions.Names"/>; empty demands none.</param>
    /// <exception cref="ArgumentException">A name that no extension has: such a policy could never be satisfied.</exception>
    public IdentityPolicy(IdentityPattern issuer, IdentityPattern subject, IReadOnlyDictionary<string, string> extensions)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(extensions);
        if (extensions.Keys.FirstOrDefault(name => !FulcioExtensions.Names.Contains(name)) is { } unknown)
        {
            throw new ArgumentException($"no extension is called {unknown}", nameof(extensions));
        }

        Issuer = issuer;
        Subject = subject;
        Extensions = extensions.ToFrozenDictionary(StringComparer.Ordinal);
        _ordered = [.. extensions.Select(pair => (pair.Key, pair.Value)).OrderBy(pair => pair.Key, StringComparer.Ordinal)];
    }

    /// <summary>The OIDC issuer.</summary>
    public IdentityPattern Issuer { get; }

    /// <summary>The subject alternative name.</summary>
    public IdentityPattern Subject { get; }

    /// <summary>Exact values of extensions.</summary>
    public FrozenDictionary<string, string> Extensions { get; }

    /// <summary>Compares, in the order issuer, subject, extensions by name.</summary>
    public IdentityMatch Match(CertificateIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        if (!Issuer.Matches(identity.Issuer))
        {
            return new IdentityMatch.IssuerMismatch(identity.Issuer);
        }

        if (!Subject.Matches(identity.Subject))
        {
            return new IdentityMatch.SubjectMismatch(identity.Subject);
        }

        foreach ((string name, string value) in _ordered)
        {
            string? found = identity.Extensions.GetValueOrDefault(name);
            if (!string.Equals(found, value, StringComparison.Ordinal))
            {
                return new IdentityMatch.ExtensionMismatch(name, found);
            }
        }

        return new IdentityMatch.Matched();
    }
}
