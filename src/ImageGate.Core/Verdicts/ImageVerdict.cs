using ImageGate.Core.Images;
using ImageGate.Sigstore;

namespace ImageGate.Core.Verdicts;

/// <summary>The answer for one image text. The cases are all there are.</summary>
public abstract record ImageVerdict
{
    private ImageVerdict(string image, Digest? digest, IReadOnlyList<PolicyOutcome> policies)
    {
        Image = image;
        Digest = digest;
        Policies = policies;
    }

    /// <summary>The text that was decided.</summary>
    public string Image { get; }

    /// <summary>The digest that it names, or null when it was not resolved.</summary>
    public Digest? Digest { get; }

    /// <summary>What every matching policy said.</summary>
    public IReadOnlyList<PolicyOutcome> Policies { get; }

    /// <summary>It may not run.</summary>
    public sealed record Denied(string Image, Digest? Digest, IReadOnlyList<PolicyOutcome> Policies, ReasonCode Reason, string Detail)
        : ImageVerdict(Image, Digest, Policies);

    /// <summary>It could not be told, so it may not run now.</summary>
    /// <param name="Image">The text.</param>
    /// <param name="Digest">The digest, or null.</param>
    /// <param name="Policies">What the policies said.</param>
    /// <param name="Reason">What was missing.</param>
    /// <param name="Detail">For people.</param>
    /// <param name="RetryAfter">When to ask again, or null when nobody said.</param>
    public sealed record Unavailable(
        string Image, Digest? Digest, IReadOnlyList<PolicyOutcome> Policies, ReasonCode Reason, string Detail, TimeSpan? RetryAfter)
        : ImageVerdict(Image, Digest, Policies);

    /// <summary>It may run: every enforcing policy passed, and at least one policy verified this very digest.</summary>
    /// <param name="Image">The text.</param>
    /// <param name="Policies">What the policies said.</param>
    /// <param name="Pinned">The text with the digest that was verified.</param>
    /// <param name="Warnings">What to tell the user; may be empty.</param>
    public sealed record Admitted(string Image, IReadOnlyList<PolicyOutcome> Policies, PinnedImage Pinned, IReadOnlyList<string> Warnings)
        : ImageVerdict(Image, Pinned.Digest, Policies);

    /// <summary>
    /// It may run although nothing was verified, because the configuration says so: no policy matches and that is allowed,
    /// <c>insecureAllow</c>, or only policies in <c>warn</c> and <c>audit</c> failed. It is never pinned.
    /// </summary>
    /// <param name="Image">The text.</param>
    /// <param name="Digest">The digest, or null.</param>
    /// <param name="Policies">What the policies said.</param>
    /// <param name="Warnings">What to tell the user; may be empty.</param>
    public sealed record AdmittedUnverified(string Image, Digest? Digest, IReadOnlyList<PolicyOutcome> Policies, IReadOnlyList<string> Warnings)
        : ImageVerdict(Image, Digest, Policies);
}
