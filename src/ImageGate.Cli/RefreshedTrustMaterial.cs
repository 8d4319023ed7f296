using ImageGate.Kubernetes.Policies;
using ImageGate.Sigstore.Tuf;
using ImageGate.Tuf;

namespace ImageGate.Cli;

/// <summary>The trusted roots as their mirrors have them now. Nothing is remembered for the next time.</summary>
internal sealed class RefreshedTrustMaterial : ITrustMaterial
{
    private readonly Dictionary<string, RefreshResult> _results = new(StringComparer.Ordinal);

    private RefreshedTrustMaterial()
    {
    }

    /// <summary>Asks every mirror once, and says which of them failed.</summary>
    public static async Task<RefreshedTrustMaterial> FetchAsync(IReadOnlyList<FollowedTrustRoot> followed, TextWriter error, CancellationToken cancellationToken)
    {
        var material = new RefreshedTrustMaterial();
        foreach (IGrouping<string, FollowedTrustRoot> users in followed.GroupBy(one => one.Seed.Id))
        {
            RefreshResult result = await RefreshAsync([.. users], cancellationToken);
            if (result is RefreshResult.Failed failed)
            {
                await error.WriteLineAsync($"imagegate: trust root {string.Join(", ", users.Select(user => user.Name))} was not refreshed: {failed.Reason}: {failed.Detail}");
            }

            material._results.Add(users.Key, result);
        }

        return material;
    }

    /// <inheritdoc/>
    public TrustMaterial Find(TufSeed seed, TimeSpan? maxAge) =>
        _results.GetValueOrDefault(seed.Id) switch
        {
            RefreshResult.Refreshed { Repository.TrustedRoot: { } fresh } => new TrustMaterial.Found(fresh),
            RefreshResult.Failed { Repository.TrustedRoot: { } builtIn } when maxAge is null => new TrustMaterial.Found(builtIn),
            RefreshResult.Failed failed => new TrustMaterial.Missing($"it was not refreshed: {failed.Reason}"),
            _ => new TrustMaterial.Missing("it was not fetched"),
        };

    /// <inheritdoc/>
    public KeyMaterial Find(FollowedKey key) => new SeededTrustMaterial().Find(key);

    private static async Task<RefreshResult> RefreshAsync(FollowedTrustRoot[] users, CancellationToken cancellationToken)
    {
        var repository = FollowedRepository.Start(users[0].Seed);
        using var mirror = new HttpTufMirror(users[0].Seed, "imagegate-cli");
        try
        {
            return await repository.RefreshAsync(
                mirror, root => users.Select(user => user.FindProblem(root)).FirstOrDefault(problem => problem is not null), TimeProvider.System, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return new RefreshResult.Failed(repository, RefreshResult.Failed.Timeout, "the time for the whole decision was over");
        }
    }
}
