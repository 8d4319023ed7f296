using System.Diagnostics;
using ImageGate.Kms;
using ImageGate.Kubernetes.Policies;
using ImageGate.Sigstore.Keys.Kms;
using ImageGate.Sigstore.Tuf;

namespace ImageGate.Cli;

/// <summary>Keys in a KMS as it gives them now; all else is somebody else's. Nothing is remembered for the next time.</summary>
internal sealed class FetchedKeys : ITrustMaterial
{
    private readonly ITrustMaterial _others;
    private readonly Dictionary<KmsKey, KmsAnswer> _answers;

    private FetchedKeys(ITrustMaterial others, Dictionary<KmsKey, KmsAnswer> answers) => (_others, _answers) = (others, answers);

    /// <inheritdoc/>
    public string? NoNamespaceLabels => _others.NoNamespaceLabels;

    /// <summary>Asks for every key once, and says which did not come.</summary>
    public static async Task<ITrustMaterial> FetchAsync(IReadOnlyList<FollowedKey> followed, ITrustMaterial others, KmsSettings settings, TextWriter error, CancellationToken cancellationToken)
    {
        KmsKey[] keys = [.. followed.Select(key => key.Reference).OfType<KeyReference.Kms>().Select(reference => reference.Key).Distinct()];
        if (keys.Length == 0)
        {
            return others;
        }

        using var client = new KmsClient(settings, TimeProvider.System);
        KmsAnswer[] answers = await Task.WhenAll(keys.Select(key => FetchAsync(client, key, cancellationToken)));
        foreach ((KmsKey key, KmsAnswer answer) in keys.Zip(answers))
        {
            if (answer is KmsAnswer.Unavailable unavailable)
            {
                await error.WriteLineAsync($"imagegate: key {key} was not read: {unavailable.Fault}: {unavailable.Detail}");
            }
        }

        return new FetchedKeys(others, keys.Zip(answers).ToDictionary());
    }

    /// <inheritdoc/>
    public TrustMaterial Find(TufSeed seed, TimeSpan? maxAge) => _others.Find(seed, maxAge);

    /// <inheritdoc/>
    public KeyMaterial Find(FollowedKey key) => key.Reference is not KeyReference.Kms one ? _others.Find(key) : _answers.GetValueOrDefault(one.Key) switch
    {
        KmsAnswer.Found found => new KeyMaterial.Found(found.Pem, found.Hash),
        KmsAnswer.Refused refused => new KeyMaterial.Missing(refused.Reason),
        KmsAnswer.Unavailable unavailable => new KeyMaterial.Missing($"the KMS did not give it: {unavailable.Detail}"),
        null => new KeyMaterial.Missing("it has not been asked for"),
        _ => throw new UnreachableException(),
    };

    private static async Task<KmsAnswer> FetchAsync(KmsClient client, KmsKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await client.FetchAsync(key, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return new KmsAnswer.Unavailable(Cloud.CloudFault.TimedOut, "the time for the whole decision was over");
        }
    }
}
