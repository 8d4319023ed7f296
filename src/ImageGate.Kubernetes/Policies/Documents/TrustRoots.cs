using System.Diagnostics;
using ImageGate.Kubernetes.Policies.Yaml;
using ImageGate.Sigstore.Trust;
using ImageGate.Sigstore.Tuf;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>All trust roots of a load by name. Signers find theirs here, or an error: there is no signer without one.</summary>
internal sealed class TrustRoots(NodeReader reader, AskedMaterial material)
{
    /// <summary>The trust root of a signer that names none. It is built in; a document of this name takes its place.</summary>
    public const string Default = "public-good";

    private readonly Dictionary<string, NamedTrustRoot?> _roots = new(StringComparer.Ordinal);
    private readonly NamedTrustRoot _default = new NamedTrustRoot.Followed(new FollowedTrustRoot(Default, PublicGood.Seed, null), TrustRequirements.Default);
    private readonly List<FollowedTrustRoot> _followed = [];

    /// <summary>Those that come from TUF repositories and that a signer uses, in the order of the signers.</summary>
    public IReadOnlyList<FollowedTrustRoot> Followed => _followed;

    /// <summary>Adds a document; <paramref name="root"/> is null when something in it was wrong, which was reported.</summary>
    public void Add(string name, NamedTrustRoot? root) => _roots.TryAdd(name, root);

    /// <summary>Finds the one that <c>trustRoot</c> of a mapping names.</summary>
    /// <param name="fields">The mapping.</param>
    /// <param name="never">Why no trust root with such demands does, whatever it holds, or null.</param>
    /// <param name="problem">Why the found one does not do, or null.</param>
    /// <returns>Null when there is none that does, which was reported.</returns>
    public FoundTrustRoot? Find(Fields fields, Func<TrustRequirements, string?> never, Func<UsableTrustRoot, string?> problem)
    {
        YamlNode? node = fields.Find("trustRoot");
        string? name = node is null ? Default : ObjectName.Read(node, reader);
        if (name is null)
        {
            return null;
        }

        if (!_roots.TryGetValue(name, out NamedTrustRoot? root) && name != Default)
        {
            Report(fields, node, Unknown(name));
            return null;
        }

        root = _roots.ContainsKey(name) ? root : _default;
        return root switch
        {
            null => null,
            NamedTrustRoot.Written { Root: var written } => (never(written.Demands) ?? problem(written)) is { } why
                ? Refuse(fields, node, name, why)
                : new FoundTrustRoot.Ready(written),
            NamedTrustRoot.Followed followed => never(followed.Demands) is { } why ? Refuse(fields, node, name, why) : Follow(followed, problem),
            _ => throw new UnreachableException(),
        };
    }

    private FoundTrustRoot Follow(NamedTrustRoot.Followed followed, Func<UsableTrustRoot, string?> problem)
    {
        followed.Source.AddUse(root => problem(new UsableTrustRoot(root, followed.Demands)));
        if (!_followed.Contains(followed.Source))
        {
            _followed.Add(followed.Source);
        }

        string name = $"the TrustRoot {Wording.Quote(followed.Source.Name)}";
        return material.Find(followed.Source) switch
        {
            TrustMaterial.Missing missing => new FoundTrustRoot.Missing($"{name} cannot be used now: {missing.Reason}"),
            TrustMaterial.Found found when problem(new UsableTrustRoot(found.Root, followed.Demands)) is { } why =>
                new FoundTrustRoot.Missing($"{name} cannot be used here: {why}"),
            TrustMaterial.Found found => new FoundTrustRoot.Ready(new UsableTrustRoot(found.Root, followed.Demands)),
            _ => throw new UnreachableException(),
        };
    }

    private FoundTrustRoot? Refuse(Fields fields, YamlNode? node, string name, string why)
    {
        Report(fields, node, $"the TrustRoot {Wording.Quote(name)} cannot be used here: {why}");
        return null;
    }

    private void Report(Fields fields, YamlNode? node, string message)
    {
        if (node is null)
        {
            reader.Errors.AddMissing(fields.Node, "trustRoot", "is missing, and " + message);
        }
        else
        {
            reader.Errors.Add(node, message);
        }
    }

    private string Unknown(string name)
    {
        string[] known = [.. _roots.Keys.Append(Default).Distinct().Order(StringComparer.Ordinal)];
        return $"there is no TrustRoot called {Wording.Quote(name)}: "
            + (Suggestion.For(name, known) is { } meant ? $"did you mean {Wording.Quote(meant)}?" : $"there {(known.Length == 1 ? "is" : "are")} {Wording.And(known)}");
    }
}
