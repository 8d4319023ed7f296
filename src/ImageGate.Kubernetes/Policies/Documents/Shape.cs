namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>The fields that a mapping may have.</summary>
/// <param name="Known">Fields that are read.</param>
/// <param name="NotYet">
/// Fields of the language that this version does not read, each with what to do instead. They are refused: to ignore one
/// could be to leave out a check.
/// </param>
internal sealed record Shape(IReadOnlyList<string> Known, IReadOnlyDictionary<string, string> NotYet)
{
    /// <summary>A mapping whose fields are all read.</summary>
    public Shape(params string[] known)
        : this(known, new Dictionary<string, string>())
    {
    }

    /// <summary>Everything that may be meant by a misspelt field.</summary>
    public IEnumerable<string> All => Known.Concat(NotYet.Keys);
}
