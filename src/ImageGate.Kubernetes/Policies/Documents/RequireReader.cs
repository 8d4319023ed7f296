using ImageGate.Core.Policies;
using ImageGate.Kubernetes.Policies.Yaml;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>Reads <c>require</c>, and <c>attestations</c> beside it, which name its signers.</summary>
internal sealed class RequireReader(NodeReader reader, SignerReader signers, AttestationsReader attestations)
{
    private static readonly Shape RequireShape = new("atLeast", "signers");

    /// <summary>Reads the demand; null when something in it is wrong, which is reported.</summary>
    /// <param name="node">The value of <c>require</c>.</param>
    /// <param name="attestationsNode">The value of <c>attestations</c>, or null: none is demanded.</param>
    public PolicyRule.Require? Read(YamlNode node, YamlNode? attestationsNode)
    {
        if (reader.Mapping(node, RequireShape) is not { } fields)
        {
            return null;
        }

        IReadOnlyList<YamlNode> items = fields.Require("signers", "write at least one") is { } list
            ? reader.Items(list, "write at least one; nobody's signature would never pass", PolicyLimits.MaxSigners) ?? []
            : [];
        List<Signer> read = ReadSigners(items);
        YamlNode? atLeastNode = fields.Find("atLeast");
        int? atLeast = ReadAtLeast(atLeastNode, items.Count);
        IReadOnlyList<AttestationDemand>? demands = attestationsNode is null ? [] : attestations.Read(attestationsNode, read);
        return atLeast is { } number && read.Count == items.Count && IsReachable(number, atLeastNode, read, items) && demands is not null
            ? new PolicyRule.Require(number, read, demands)
            : null;
    }

    private List<Signer> ReadSigners(IReadOnlyList<YamlNode> items)
    {
        var read = new List<Signer>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (YamlNode item in items)
        {
            (YamlNode? nameNode, string? name, Signer? signer) = signers.Read(item);
            if (nameNode is not null && name is not null && !lines.TryAdd(name, nameNode.Line))
            {
                reader.Errors.Add(nameNode, $"the name is there twice (first in line {lines[name]}): every signer of a policy needs its own");
            }
            else if (signer is not null)
            {
                read.Add(signer);
            }
        }

        return read;
    }

    private int? ReadAtLeast(YamlNode? node, int count)
    {
        if (count == 0)
        {
            return null;
        }

        if (node is YamlScalar { Kind: YamlScalarKind.Text } scalar)
        {
            if (scalar.Text == "all")
            {
                return count;
            }

            reader.Errors.Add(node, $"unknown value {Wording.Quote(scalar.Text)}: write a whole number from 1 to {count} without quotes, or `all`");
            return null;
        }

        return node is null ? 1 : reader.Number(node, 1, count);
    }

    /// <summary>
    /// A signature counts for one signer only, so signers that share their only key can never all have signed. Such a policy
    /// would deny everything, which shows only when it holds; whoever wrote it believed in two people where there is one. Keys
    /// that are kept elsewhere are not compared: they become the same by another's hand, and the policies in force, with the
    /// keys from before, would stay.
    /// </summary>
    private bool IsReachable(int atLeast, YamlNode? node, List<Signer> read, IReadOnlyList<YamlNode> items)
    {
        Signer[] here = [.. read.Zip(items).Where(one => !IsKeptElsewhere(one.Second)).Select(one => one.First)];
        if (node is null || KeyShortage.Find(here, atLeast - (read.Count - here.Length)) is not { } shortage)
        {
            return true;
        }

        reader.Errors.Add(node, $"can never be reached: the signers {Wording.And(shortage.Signers)} have only {shortage.Keys} distinct {(shortage.Keys == 1 ? "key" : "keys")} together, and one key counts once");
        return false;
    }

    private static bool IsKeptElsewhere(YamlNode signer) =>
        (signer as YamlMapping)?.Find("key")?.Value is YamlMapping key && (key.Find("secret") is not null || key.Find("kms") is not null);
}
