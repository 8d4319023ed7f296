namespace ImageGate.Kubernetes.Policies;

/// <summary>A load with all that it was made from, so that it can be told whether it still holds.</summary>
/// <param name="Load">What came of it.</param>
/// <param name="Snapshot">The policy files.</param>
/// <param name="Asked">What they made ask for.</param>
internal sealed record Reading(PolicyLoad Load, DirectorySnapshot Snapshot, AskedQuestions Asked)
{
    /// <summary>Parses the files of a snapshot.</summary>
    public static Reading Take(string source, DirectorySnapshot snapshot, ITrustMaterial material)
    {
        var asked = new AskedQuestions(new DirectoryFiles(snapshot.Root), material);
        PolicyLoad load = snapshot.Problem is { } problem
            ? Reject(problem)
            : PolicyDocuments.Load(source, snapshot.Files, asked, asked);
        return new Reading(load, snapshot, asked);
    }

    /// <summary>The result when there is nothing to parse.</summary>
    public static PolicyLoad.Rejected Reject(LoadError error) => new([error], ContentHash.Of(error.ToString()));

    /// <summary>Whether the same files would ask the same and get the same answers.</summary>
    public bool IsStill(DirectorySnapshot now) => Snapshot.IsSameAs(now) && Asked.HaveSameAnswers();
}
