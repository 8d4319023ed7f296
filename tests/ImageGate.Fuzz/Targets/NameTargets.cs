using ImageGate.Core.Images;
using ImageGate.Core.Policies;
using ImageGate.Fuzz.Mutations;
using ImageGate.Sigstore.Certificates;
using static ImageGate.Fuzz.Targets.SeedFiles;

namespace ImageGate.Fuzz.Targets;

/// <summary>Names and the patterns for them.</summary>
internal static class NameTargets
{
    private static readonly ImageReference[] Images = [ImageReference.Parse("nginx"), ImageReference.Parse("registry.acme.io:5000/a/b/c:1.2@sha256:" + new string('a', 64))];

    public static IReadOnlyList<FuzzTarget> List { get; } =
    [
        new("image-name", InputFormat.Text, 20_000, Names(), ReadName),
        new("image-pattern", InputFormat.Text, 1_000, Patterns(), ReadPattern) { AllocationConstant = 4 * 1024 * 1024, AllocationPerByte = 8 * 1024 },
        new("namespace-pattern", InputFormat.Text, 1_000, [Text("kube-*"), Text("team-a"), Text("*-prod-*")], ReadNamespace) { AllocationConstant = 4 * 1024 * 1024 },
        new("identity-pattern", InputFormat.Text, 500, Identities(), ReadIdentity) { AllocationConstant = 64 * 1024 * 1024, AllocationPerByte = 64 * 1024 },
    ];

    private static IReadOnlyList<byte[]> Names() =>
    [
        Text("nginx"), Text("nginx:1.27"), Text("acme/app@sha256:" + new string('a', 64)), Text("localhost:5000/a/b__c/d--e:v1.0_rc-1"), Text("[::1]:5000/app"),
        Text("index.docker.io/library/nginx:latest"), Text("REGISTRY.acme.io:443/team/app:tag@sha256:" + new string('0', 64)), Text(new string('a', 250)),
    ];

    private static IReadOnlyList<byte[]> Patterns() =>
        [Text("**"), Text("docker.io/library/*"), Text("registry.acme.io/**/app-*:v1.*"), Text("*.acme.io:5000/a*b*c/**"), Text("nginx:*")];

    private static IReadOnlyList<byte[]> Identities() =>
        [Text(GoodSignatures.Subject), Text("https://github.com/acme/*/.github/workflows/*@refs/tags/v*"), Text(@"^https://github\.com/(acme|other)/[a-z0-9-]{1,40}@refs/(heads|tags)/.+$"), Text(@"\w+@acme\.io"), Text("(?i)a+b*?")];

    // What is taken names one image: its canonical name is taken again and is the same. Only a host that capitals alone make
    // one (`Acme/app`) is none in lower case; no pattern means it by accident, since Docker Hub's names begin with `docker.io`.
    private static bool ReadName(byte[] input)
    {
        if (!ImageReference.TryParse(TextMutations.TextOf(input), out ImageReference? image, out _))
        {
            return false;
        }

        if (!image.Registry.AsSpan().ContainsAny('.', ':') && image.Registry != "localhost")
        {
            return true;
        }

        string canonical = image.Name + (image.Tag is null ? "" : ":" + image.Tag) + (image.Digest is null ? "" : "@" + image.Digest);
        var again = ImageReference.Parse(canonical);
        return again.Name == image.Name && again.Tag == image.Tag && again.Digest == image.Digest
            ? true
            : throw new InvalidOperationException($"`{image}` is {image.Name}, and that is {again.Name}");
    }

    private static bool ReadPattern(byte[] input)
    {
        bool parsed = ImagePattern.TryParse(TextMutations.TextOf(input), out ImagePattern? pattern, out _);
        return parsed && Array.TrueForAll(Images, image => pattern!.Matches(image) || true);
    }

    private static bool ReadNamespace(byte[] input) =>
        NamespacePattern.TryParse(TextMutations.TextOf(input), out NamespacePattern? pattern) && (pattern.Matches("kube-system") || true);

    private static bool ReadIdentity(byte[] input)
    {
        string text = TextMutations.TextOf(input);
        bool parsed = IdentityPattern.TryParse(text, out IdentityPattern? pattern, out _) && (pattern.Matches(GoodSignatures.Subject) || true);
        return parsed & (IdentityPattern.TryParseRegex(text, out IdentityPattern? regex, out _) && (regex.Matches(GoodSignatures.Subject) || true));
    }
}
