using ImageGate.EndToEnd.Parts;

namespace ImageGate.EndToEnd.Keyless;

/// <summary>An image and a policy, and what must come of it.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Policy">A name of <see cref="ComparedPolicies"/>.</param>
/// <param name="Reason">The code of the denial, or null where the image is admitted.</param>
/// <param name="Image">Finds or makes the image.</param>
internal sealed record ComparedCase(string Name, string Policy, string? Reason, Func<KeylessLab, Task<PushedImage>> Image)
{
    /// <summary>A part of the denial's message, besides the reason.</summary>
    public string? Says { get; init; }

    /// <summary>Whether cosign 2 is asked as well: it knows tags only.</summary>
    public bool IsInTag { get; init; }

    /// <summary>Where a client accepts what is denied here: the heading in docs/differences.md that says why.</summary>
    public string? Difference { get; init; }

    /// <summary>Which of the clients accept it then; 3 alone, 2 alone, or both.</summary>
    public Accepted AcceptedBy { get; init; }

    /// <summary>Something that must be admitted.</summary>
    public static ComparedCase Admitted(string name, string policy, Func<KeylessLab, Task<PushedImage>> image) => new(name, policy, null, image);

    /// <summary>The same where it is stored in a tag.</summary>
    public static ComparedCase AdmittedInTag(string name, string policy, Func<KeylessLab, Task<PushedImage>> image) => new(name, policy, null, image) { IsInTag = true };

    /// <summary>Something that must be denied.</summary>
    public static ComparedCase Denied(string name, string policy, string reason, Func<KeylessLab, Task<PushedImage>> image) => new(name, policy, reason, image);

    /// <summary>The same where it is stored in a tag.</summary>
    public static ComparedCase DeniedInTag(string name, string policy, string reason, Func<KeylessLab, Task<PushedImage>> image) => new(name, policy, reason, image) { IsInTag = true };
}
