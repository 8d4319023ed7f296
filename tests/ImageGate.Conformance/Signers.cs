using System.Text.RegularExpressions;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Certificates;
using ImageGate.Sigstore.Trust;

namespace ImageGate.Conformance;

/// <summary>The requirements that a conformance case amounts to.</summary>
internal static class Signers
{
    private static readonly Dictionary<string, string> NoAnnotations = [];
    private static readonly IdentityPattern Any = Expression("(?s).*");

    public static SignerRequirement OfKey(string file, TransparencyLog log, TrustedRoot root) =>
        new SignerRequirement.AnyKey(Files.Keys(file), log, NoAnnotations, root);

    /// <param name="issuer">Exact, or null: a case that only asks whether the bundle is genuine. No policy can say that.</param>
    /// <param name="subject">Exact, or null.</param>
    /// <param name="root">Whom to trust.</param>
    /// <param name="demands">How many proofs of each kind.</param>
    public static SignerRequirement OfIdentity(string? issuer, string? subject, TrustedRoot root, TrustRequirements demands) =>
        new SignerRequirement.Keyless(new IdentityPolicy(Pattern(issuer), Pattern(subject), NoAnnotations), root, demands, NoAnnotations);

    // An asterisk in an exact value would be read as a pattern; an expression is compiled anew for each case, which is slow.
    private static IdentityPattern Pattern(string? exact) =>
        exact is null ? Any
        : exact.Contains('*', StringComparison.Ordinal) ? Expression(Regex.Escape(exact))
        : IdentityPattern.TryParse(exact, out IdentityPattern? pattern, out string? error) ? pattern
        : throw new InvalidDataException(error);

    private static IdentityPattern Expression(string text) =>
        IdentityPattern.TryParseRegex(text, out IdentityPattern? pattern, out string? error) ? pattern : throw new InvalidDataException(error);
}
