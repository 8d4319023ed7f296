using ImageGate.Core.Policies;
using ImageGate.Kubernetes.Policies.Yaml;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>Reads a label selector, which must demand something in all of its parts.</summary>
/// <remarks>Source: Kubernetes API, LabelSelector v1 (meta); apimachinery/pkg/apis/meta/v1/validation.</remarks>
internal sealed class LabelSelectorReader(NodeReader reader)
{
    private const string KeyProblem = "is no key of a label: write `NAME` or `DOMAIN/NAME`, where NAME has at most 63 letters, digits, `-`, `_` and `.`, and begins and ends with a letter or digit";
    private const string ValueProblem = "is no value of a label: write at most 63 letters, digits, `-`, `_` and `.`, beginning and ending with a letter or digit";
    private const int MaxKeyCharacters = PolicyLimits.MaxNameCharacters + 1 + 63;

    private static readonly Shape SelectorShape = new("matchLabels", "matchExpressions");
    private static readonly Shape ExpressionShape = new("key", "operator", "values");

    private enum Operator
    {
        In,
        NotIn,
        Exists,
        DoesNotExist,
    }

    /// <summary>Reads a selector; null when something in it is wrong, which is reported.</summary>
    public LabelSelector? Read(YamlNode node)
    {
        if (reader.Mapping(node, SelectorShape) is not { } fields)
        {
            return null;
        }

        (YamlNode? labels, YamlNode? expressions) = (fields.Find("matchLabels"), fields.Find("matchExpressions"));
        if (labels is null && expressions is null)
        {
            reader.Errors.Add(node, "is empty, which would mean every namespace: write `matchLabels` or `matchExpressions`, or leave `selector` out");
        }

        LabelDemand?[] demands =
        [
            .. labels is null ? [] : ReadLabels(labels),
            .. expressions is null ? [] : ReadExpressions(expressions),
        ];
        return demands.Length > 0 && demands.All(demand => demand is not null) ? new LabelSelector([.. demands.OfType<LabelDemand>()]) : null;
    }

    private List<LabelDemand?> ReadLabels(YamlNode node)
    {
        string? problem = node is not YamlMapping mapping ? $"is {node.Description}: write a mapping of labels and values"
            : mapping.Fields.Count == 0 ? "is empty: name a label, or leave `matchLabels` out"
            : mapping.Fields.Count > PolicyLimits.MaxEntries ? $"has over {PolicyLimits.MaxEntries} labels"
            : null;
        if (problem is not null && node is not YamlUnreadable)
        {
            reader.Errors.Add(node, problem);
        }

        return problem is null ? [.. ((YamlMapping)node).Fields.Select(ReadLabel)] : [];
    }

    private LabelDemand.In? ReadLabel(YamlField field)
    {
        bool isKey = LabelName.IsKey(field.Key.Text);
        if (!isKey)
        {
            reader.Errors.Add(field.Key, KeyProblem);
        }

        return ReadValue(field.Value) is { } value && isKey ? new LabelDemand.In(field.Key.Text, [value]) : null;
    }

    private List<LabelDemand?> ReadExpressions(YamlNode node) =>
        [.. (reader.Items(node, "write an expression, or leave `matchExpressions` out") ?? []).Select(ReadExpression)];

    private LabelDemand? ReadExpression(YamlNode node)
    {
        if (reader.Mapping(node, ExpressionShape) is not { } fields)
        {
            return null;
        }

        string? key = fields.Require("key", "write which label is meant") is { } keyNode ? ReadKey(keyNode) : null;
        Operator? wanted = fields.Require("operator", "write `In`, `NotIn`, `Exists` or `DoesNotExist`") is { } operatorNode
            ? reader.Choice(
                operatorNode, ("In", Operator.In), ("NotIn", Operator.NotIn), ("Exists", Operator.Exists), ("DoesNotExist", Operator.DoesNotExist))
            : null;
        YamlNode? valuesNode = fields.Find("values");
        if (wanted is Operator.Exists or Operator.DoesNotExist)
        {
            if (valuesNode is not null)
            {
                reader.Errors.Add(valuesNode, "is for `In` and `NotIn`: remove it");
            }

            return key is null || valuesNode is not null ? null : wanted is Operator.Exists ? new LabelDemand.Exists(key) : new LabelDemand.DoesNotExist(key);
        }

        IReadOnlyList<string>? values = fields.Require("values", "write at least one value") is { } valueNodes ? ReadValues(valueNodes) : null;
        return key is null || wanted is null || values is null ? null
            : wanted is Operator.In ? new LabelDemand.In(key, values)
            : new LabelDemand.NotIn(key, values);
    }

    private List<string>? ReadValues(YamlNode node)
    {
        if (reader.Items(node, "write at least one value") is not { } items)
        {
            return null;
        }

        var values = new List<string>();
        foreach (YamlNode item in items)
        {
            if (ReadValue(item) is not { } value)
            {
                continue;
            }

            if (values.Contains(value, StringComparer.Ordinal))
            {
                reader.Errors.Add(item, "is there twice: remove one");
                continue;
            }

            values.Add(value);
        }

        return values.Count == items.Count ? values : null;
    }

    private string? ReadKey(YamlNode node)
    {
        string? key = reader.Text(node, MaxKeyCharacters);
        if (key is null || LabelName.IsKey(key))
        {
            return key;
        }

        reader.Errors.Add(node, KeyProblem);
        return null;
    }

    private string? ReadValue(YamlNode node)
    {
        string? value = reader.AnyText(node, PolicyLimits.MaxNameCharacters);
        if (value is null || LabelName.IsValue(value))
        {
            return value;
        }

        reader.Errors.Add(node, ValueProblem);
        return null;
    }
}
