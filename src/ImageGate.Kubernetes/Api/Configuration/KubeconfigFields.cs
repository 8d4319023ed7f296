using System.Text;
using ImageGate.Kubernetes.Policies;
using ImageGate.Kubernetes.Policies.Documents;
using ImageGate.Kubernetes.Policies.Yaml;

namespace ImageGate.Kubernetes.Api.Configuration;

/// <summary>The fields of one mapping of a kubeconfig. Errors show names and places, never a value: it may be a secret.</summary>
internal sealed class KubeconfigFields(YamlMapping mapping, LoadErrors errors)
{
    /// <summary>Reports an error of the whole mapping.</summary>
    public void Error(string message) => errors.Add(mapping, message);

    /// <summary>Whether the field is there and says something.</summary>
    public bool Has(string field) =>
        mapping.Find(field)?.Value is { } value && value is not YamlScalar { Kind: YamlScalarKind.Nothing } and not YamlScalar { Text: "" };

    /// <summary>The text of a field, or null: it is not there, or is no text, which is reported. What looks like a number is text too.</summary>
    public string? Text(string field)
    {
        if (!Has(field))
        {
            return null;
        }

        if (mapping.Find(field)!.Value is YamlScalar scalar)
        {
            return scalar.Text;
        }

        errors.Add(mapping.Find(field)!.Value, "is no text");
        return null;
    }

    /// <summary>The text of a field; when it is not there that is reported.</summary>
    public string? Required(string field)
    {
        if (!Has(field))
        {
            errors.AddMissing(mapping, field, "is missing");
        }

        return Text(field);
    }

    /// <summary>Refuses fields that are not supported.</summary>
    /// <returns>Whether one of them is there.</returns>
    public bool Refuse(string message, params ReadOnlySpan<string> fields)
    {
        bool refused = false;
        foreach (string field in fields)
        {
            if (Has(field))
            {
                refused = true;
                errors.Add(mapping.Find(field)!.Value, message);
            }
        }

        return refused;
    }

    /// <summary>The text that a <c>-data</c> field holds in base64; null when it is none, which is reported.</summary>
    public string? Decoded(string field)
    {
        string text = Text(field) ?? "";
        byte[] bytes = new byte[text.Length];
        if (Convert.TryFromBase64String(text, bytes, out int length))
        {
            return Encoding.UTF8.GetString(bytes.AsSpan(0, length));
        }

        errors.Add(mapping.Find(field)!.Value, "is not base64");
        return null;
    }

    /// <summary>What a file beside the kubeconfig holds; null when it cannot be read, which is reported.</summary>
    public string? FileText(string field, string folder)
    {
        switch (BoundedFile.Read(PathOf(field, folder), ApiLimits.MaxCaBytes))
        {
            case ReferencedFile.Found found:
                return Encoding.UTF8.GetString(found.Content.Span);
            case ReferencedFile.Unreadable unreadable:
                errors.Add(mapping.Find(field)!.Value, "the file cannot be used: " + unreadable.Reason);
                return null;
            default:
                return null;
        }
    }

    /// <summary>The full path of a file that a field names.</summary>
    public string PathOf(string field, string folder) => Path.GetFullPath(Path.Combine(folder, Text(field) ?? ""));

    /// <summary>The entry of a list that has a name: <c>{name: N, cluster: {…}}</c>; null when there is not exactly one, which is reported.</summary>
    public KubeconfigFields? Entry(string list, string name, string field)
    {
        YamlMapping[] named = mapping.Find(list)?.Value is YamlSequence items
            ? [.. items.Items.OfType<YamlMapping>().Where(item => item.Find("name")?.Value is YamlScalar scalar && scalar.Text == name)]
            : [];
        if (named is [var only] && only.Find(field)?.Value is YamlMapping entry)
        {
            return new KubeconfigFields(entry, errors);
        }

        errors.Add(mapping, named.Length > 1
            ? $"{list} has {named.Length} entries named {Wording.Quote(name)}: remove all but one"
            : $"{list} has no entry named {Wording.Quote(name)} with a {field}");
        return null;
    }
}
