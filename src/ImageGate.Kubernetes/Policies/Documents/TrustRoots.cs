using ImageGate.Kubernetes.Policies.Yaml;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>All <c>TrustRoot</c> documents of a load by name. Signers find theirs here, or an error: there is no signer without one.</summary>
internal sealed class TrustRoots(NodeReader reader)
{
    /// <summary>The trust root of a signer that names none.</summary>
    public const string Default = "public-good";

    private const string NameYourOwn = "name a TrustRoot of your own";

    private readonly Dictionary<string, UsableTrustRoot?> _roots = new(StringComparer.Ordinal);

    /// <summary>Adds a document; <paramref name="root"/> is null when something in it was wrong, which was reported.</summary>
    public void Add(string name, UsableTrustRoot? root) => _roots.TryAdd(name, root);

    /// <summary>Finds the one that <c>trustRoot</c> of a mapping names.</summary>
    /// <param name="fields">The mapping.</param>
    /// <param name="otherwise">What a signer without a trust root can do, to follow on the advice; may be empty.</param>
    /// <param name="problem">Why the found one does not do, or null.</param>
    /// <returns>Null when there is none that does, which was reported.</returns>
    public UsableTrustRoot? Find(Fields fields, string otherwise, Func<UsableTrustRoot, string?> problem)
    {
        YamlNode? node = fields.Find("trustRoot");
        string? name = node is null ? Default : ObjectName.Read(node, reader);
        if (name is null)
        {
            return null;
        }

        if (!_roots.TryGetValue(name, out UsableTrustRoot? root))
        {
            Report(fields, node, name == Default
                ? $"the built-in {Wording.Quote(Default)} is not supported yet: {NameYourOwn}{otherwise}"
                : Unknown(name));
            return null;
        }

        if (root is not null && problem(root) is { } why)
        {
            Report(fields, node, $"the TrustRoot {Wording.Quote(name)} cannot be used here: {why}");
            return null;
        }

        return root;
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

    private string Unknown(string name) => $"there is no TrustRoot called {Wording.Quote(name)}: "
        + (Suggestion.For(name, _roots.Keys) is { } meant ? $"did you mean {Wording.Quote(meant)}?"
            : _roots.Count == 0 ? "write the document"
            : $"there are {Wording.And(_roots.Keys.Order(StringComparer.Ordinal))}");
}
