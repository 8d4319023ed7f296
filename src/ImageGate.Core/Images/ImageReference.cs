using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using ImageGate.Sigstore;

namespace ImageGate.Core.Images;

/// <summary>
/// The name of an image as a container runtime reads it: the user's text, and the canonical registry, repository, tag and
/// digest. Exactly valid or not at all.
/// </summary>
/// <remarks>
/// Source: distribution/reference v0.6 (grammar and <c>ParseNormalizedNamed</c>), which containerd and CRI-O use; OCI
/// distribution-spec v1.1, "Pulling manifests" (repository and tag).
/// </remarks>
public sealed partial record ImageReference
{
    private const string DockerHub = "docker.io";
    private const string DockerHubAlias = "index.docker.io";
    private const string LatestTag = "latest";
    private const string HttpsPort = ":443";

    private ImageReference(string text, string registry, string repository, string? tag, Digest? digest)
    {
        Text = text;
        Registry = registry;
        Repository = repository;
        Name = registry + "/" + repository;
        Tag = tag;
        Digest = digest;
    }

    /// <summary>The user's spelling, unchanged.</summary>
    public string Text { get; }

    /// <summary>The registry's host in lower case, with its port unless that is 443: <c>docker.io</c>, <c>localhost:5000</c>, <c>[::1]:5000</c>.</summary>
    public string Registry { get; }

    /// <summary>The path in the registry: <c>library/nginx</c>.</summary>
    public string Repository { get; }

    /// <summary>The tag that is written, or null. It is not implied: see <see cref="TagToResolve"/>.</summary>
    public string? Tag { get; }

    /// <summary>The digest that is written, or null. When it is there the runtime pulls by it and ignores the tag.</summary>
    public Digest? Digest { get; }

    /// <summary><c>registry/repository</c>: what patterns match.</summary>
    public string Name { get; }

    /// <summary>The tag that the runtime would pull when there is no digest: the written one, or <c>latest</c>.</summary>
    public string TagToResolve => Tag ?? LatestTag;

    /// <summary>Reads an image reference.</summary>
    /// <param name="text">The text of an <c>image</c> field.</param>
    /// <param name="reference">The reference, or null.</param>
    /// <param name="error">Why there is none, for people; it does not repeat the text.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out ImageReference? reference, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        (reference, error) = text.Length switch
        {
            0 => (null, "the image reference is empty"),
            > Limits.MaxReferenceCharacters => (null, $"the image reference is over {Limits.MaxReferenceCharacters} characters"),
            _ => Read(text),
        };
        return reference is not null;
    }

    /// <summary>As <see cref="TryParse"/>, for text that is known to be right.</summary>
    /// <exception cref="FormatException">The text is no image reference.</exception>
    public static ImageReference Parse(string text) =>
        TryParse(text, out ImageReference? reference, out string? error) ? reference : throw new FormatException(error);

    /// <summary>The same image with the digest that was verified; the user's spelling stays, the digest is appended.</summary>
    /// <exception cref="ArgumentException">The reference names another digest than the one that was verified.</exception>
    public PinnedImage Pin(VerifiedSignature proof)
    {
        ArgumentNullException.ThrowIfNull(proof);
        if (Digest is not null && Digest != proof.Image)
        {
            throw new ArgumentException($"{Text} was to be pinned to {proof.Image}", nameof(proof));
        }

        return new PinnedImage(Digest is null ? $"{Text}@{proof.Image}" : Text, proof.Image);
    }

    /// <summary>The user's spelling.</summary>
    public override string ToString() => Text;

    /// <summary>Splits the host off, as a runtime would: <c>nginx</c> and <c>acme/app</c> live at Docker Hub.</summary>
    internal static (string Host, string Path) SplitHost(string name)
    {
        int slash = name.IndexOf('/', StringComparison.Ordinal);
        string first = slash < 0 ? "" : name[..slash];
        bool isHost = first.AsSpan().ContainsAny('.', ':') || first == "localhost" || first.AsSpan().ContainsAnyInRange('A', 'Z');
        (string host, string path) = isHost ? (first, name[(slash + 1)..]) : (DockerHub, name);
        host = CanonicalHost(host);
        return (host, host == DockerHub && !path.Contains('/', StringComparison.Ordinal) ? "library/" + path : path);
    }

    private static string CanonicalHost(string host)
    {
        host = host.ToLowerInvariant();
        host = host.EndsWith(HttpsPort, StringComparison.Ordinal) ? host[..^HttpsPort.Length] : host;
        return host == DockerHubAlias ? DockerHub : host;
    }

    private static (ImageReference? Reference, string? Error) Read(string text)
    {
        (string name, string? tag, string? written) = Split(text);
        if (!NameCharacters().IsMatch(name) || (tag is not null && !TagGrammar().IsMatch(tag)) || (written is not null && !DigestGrammar().IsMatch(written)))
        {
            return (null, "the text is not a valid image reference ([HOST[:PORT]/]PATH[:TAG][@DIGEST], lower-case path)");
        }

        Digest? digest = null;
        if (written is not null && !Digest.TryParse(written, out digest))
        {
            return (null, "the digest is not sha256 with 64 lower-case hex digits; other algorithms are not supported");
        }

        (string host, string path) = SplitHost(name);
        if (!TryReadHost(host, out string? registry))
        {
            return (null, "the image reference's host is not valid");
        }

        // 64 hex digits alone are an image ID to some runtimes and a repository to others.
        return path.Length + registry.Length + 1 > Limits.MaxNameCharacters || !RepositoryGrammar().IsMatch(path) || ImageId().IsMatch(name)
            ? (null, "the image reference's path is not valid")
            : (new ImageReference(text, registry, path, tag, digest), null);
    }

    /// <summary>Splits at the first <c>@</c>, and before it at the last <c>:</c> that is not a host's.</summary>
    private static (string Name, string? Tag, string? Digest) Split(string text)
    {
        int at = text.IndexOf('@', StringComparison.Ordinal);
        (string name, string? digest) = at < 0 ? (text, null) : (text[..at], text[(at + 1)..]);
        int colon = name.LastIndexOf(':');
        return colon > name.LastIndexOf('/') ? (name[..colon], name[(colon + 1)..], digest) : (name, null, digest);
    }

    /// <summary>A host with an optional port, or an IPv6 address in brackets, in its one canonical spelling.</summary>
    internal static bool TryReadHost(string host, [NotNullWhen(true)] out string? canonical)
    {
        canonical = null;
        if (!HostGrammar().IsMatch(host))
        {
            return false;
        }

        int colon = host.LastIndexOf(':');
        string port = colon > host.LastIndexOf(']') ? host[colon..] : "";
        if (port.Length > 0 && !IsPort(port[1..]))
        {
            return false;
        }

        if (host[0] == '[')
        {
            if (!IPAddress.TryParse(host[1..^(port.Length + 1)], out IPAddress? address))
            {
                return false;
            }

            host = $"[{address}]{port}";
        }

        canonical = CanonicalHost(host);
        return true;
    }

    private static bool IsPort(string digits) =>
        digits[0] != '0' && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port <= ushort.MaxValue;

    [GeneratedRegex(@"\A[A-Za-z0-9._:/\[\]-]+\z")]
    private static partial Regex NameCharacters();

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}\z")]
    private static partial Regex TagGrammar();

    [GeneratedRegex(@"\A[A-Za-z0-9+._-]+:[0-9A-Fa-f]+\z")]
    private static partial Regex DigestGrammar();

    [GeneratedRegex(@"\A(?:\[[0-9a-f:]{2,39}\]|[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*)(?::[0-9]{1,5})?\z")]
    private static partial Regex HostGrammar();

    [GeneratedRegex(@"\A[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*\z")]
    private static partial Regex RepositoryGrammar();

    [GeneratedRegex(@"\A[0-9a-f]{64}\z")]
    private static partial Regex ImageId();
}
