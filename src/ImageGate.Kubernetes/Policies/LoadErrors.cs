using ImageGate.Kubernetes.Policies.Yaml;

namespace ImageGate.Kubernetes.Policies;

/// <summary>Collects what is wrong, so that all of it can be reported at once.</summary>
internal sealed class LoadErrors
{
    private readonly List<LoadError> _errors = [];
    private int _more;

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _errors.Count == 0;

    /// <summary>An error of a value.</summary>
    public void Add(YamlNode node, string message) => Add(new LoadError(node.File, node.Line, node.Column, node.Path, message));

    /// <summary>An error of a field that is not there: it stands where its mapping starts.</summary>
    public void AddMissing(YamlNode mapping, string field, string message) =>
        Add(new LoadError(mapping.File, mapping.Line, mapping.Column, mapping.PathOf(field), message));

    /// <summary>An error of anything.</summary>
    public void Add(LoadError error)
    {
        if (_errors.Count < PolicyLimits.MaxErrors)
        {
            _errors.Add(error);
        }
        else
        {
            _more++;
        }
    }

    /// <summary>All errors by file and line; files in the given order.</summary>
    public IReadOnlyList<LoadError> Sorted(IReadOnlyList<string> files)
    {
        var order = files.Distinct(StringComparer.Ordinal).Select((file, index) => (file, index)).ToDictionary(StringComparer.Ordinal);
        List<LoadError> sorted =
            [.. _errors.OrderBy(error => order.GetValueOrDefault(error.File, int.MaxValue)).ThenBy(error => error.Line).ThenBy(error => error.Column)];
        if (_more > 0)
        {
            sorted.Add(new LoadError(sorted[^1].File, 0, 0, "", $"{_more} more errors are not shown"));
        }

        return sorted;
    }
}
