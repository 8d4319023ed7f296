using System.Globalization;
using System.Text.Json;
using ImageGate.Core;
using ImageGate.Core.Caching;
using ImageGate.Core.Policies;
using ImageGate.Kubernetes;
using ImageGate.Kubernetes.Admission;
using ImageGate.Oci;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Signatures;

namespace ImageGate.Benchmarks;

/// <summary>
/// What a decision costs in figures that do not depend on the machine's mood: bytes allocated and requests to the registry.
/// Compared with those that were committed; a fifth more is too much.
/// </summary>
internal static class CostGate
{
    private const double MostMore = 1.20;
    private const int WarmRounds = 2_000;
    private const int ColdRounds = 200;
    private const int Containers = 12;

    /// <summary>Measures, prints a table, and compares with the file, or writes it.</summary>
    /// <returns>Whether nothing costs over a fifth more than the file says.</returns>
    public static async Task<bool> RunAsync(string baseline, bool update, TextWriter output)
    {
        SortedDictionary<string, double> costs = await MeasureAsync();
        if (update)
        {
            await File.WriteAllTextAsync(baseline, JsonSerializer.Serialize(costs, new JsonSerializerOptions { WriteIndented = true }) + "\n");
        }

        Dictionary<string, double> before = JsonSerializer.Deserialize<Dictionary<string, double>>(await File.ReadAllTextAsync(baseline))!;
        bool isGood = before.Keys.Order(StringComparer.Ordinal).SequenceEqual(costs.Keys);
        await output.WriteLineAsync("| cost | committed | now | now / committed |\n| --- | --- | --- | --- |");
        foreach ((string name, double now) in costs)
        {
            double ratio = now / Math.Max(before.GetValueOrDefault(name), 1e-9);
            isGood &= ratio <= MostMore;
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"| {name} | {before.GetValueOrDefault(name):F0} | {now:F0} | {ratio:F2}{(ratio > MostMore ? " too much" : "")} |"));
        }

        return isGood;
    }

    private static async Task<SortedDictionary<string, double>> MeasureAsync()
    {
        await using BenchImages images = await BenchImages.StartAsync(ColdRounds + Containers);
        using var registry = new RegistryClient(TimeSpan.FromSeconds(10), TimeProvider.System, "imagegate-bench");
        var cache = new VerdictCache(VerdictCacheSettings.Default, TimeProvider.System);
        var handler = new AdmissionHandler(new Gatekeeper(registry, TimeProvider.System, cache));
        PolicySet policies = images.Policies();
        var costs = new SortedDictionary<string, double>(StringComparer.Ordinal);

        // Each image once, so that both the code and the connections are warm; then others for the cold figure.
        foreach (int index in Enumerable.Range(0, ColdRounds / 2))
        {
            await AnswerAsync(handler, policies, images.Review([index], byDigest: false));
        }

        int requests = images.Registry.Requests.Count;
        costs["bytes: cold, 1 image, registry included"] = await AllocatedAsync(
            ColdRounds / 2, index => AnswerAsync(handler, policies, images.Review([(ColdRounds / 2) + index], byDigest: false)));
        costs["registry requests: cold, 100 images and a tag that is known"] = images.Registry.Requests.Count - requests;
        byte[] one = images.Review([0], byDigest: true);
        byte[] many = images.Review([.. Enumerable.Range(ColdRounds, Containers)], byDigest: true);
        requests = images.Registry.Requests.Count;
        costs["bytes: warm, 1 image"] = await AllocatedAsync(WarmRounds, _ => AnswerAsync(handler, policies, one));
        costs["registry requests: warm by digest"] = images.Registry.Requests.Count - requests;
        await AnswerAsync(handler, policies, many);
        costs["bytes: warm, 12 images"] = await AllocatedAsync(WarmRounds, _ => AnswerAsync(handler, policies, many));
        AddSignatures(costs);
        return costs;
    }

    private static void AddSignatures(SortedDictionary<string, double> costs)
    {
        var bundles = new BenchBundles();
        foreach ((string name, RawSignature signature, SignerRequirement signer) in new[]
        {
            ("key", bundles.Key, bundles.KeySigner(TransparencyLog.NotRequired)),
            ("keyless, stamped", bundles.KeylessStamped, bundles.KeylessSigner),
        })
        {
            RawSignature[] all = [signature];
            costs[$"bytes: signature, {name}"] = AllocatedAsync(100, _ =>
                SignatureVerifier.Verify(bundles.Image, all, signer, CancellationToken.None) is VerificationResult.Verified ? Task.CompletedTask : throw new InvalidOperationException(name))
                .GetAwaiter().GetResult();
        }
    }

    private static async Task<double> AllocatedAsync(int rounds, Func<int, Task> work)
    {
        await work(0);                                                 // what is made once is not what a decision costs
        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (int round = 0; round < rounds; round++)
        {
            await work(round);
        }

        return (double)(GC.GetTotalAllocatedBytes(precise: true) - before) / rounds;
    }

    private static async Task AnswerAsync(AdmissionHandler handler, PolicySet policies, byte[] review)
    {
        if (await handler.AnswerAsync(review, AdmissionPath.Mutate, policies, CancellationToken.None) is not AdmissionAnswer.Review { Record.IsAllowed: true })
        {
            throw new InvalidOperationException("the images were to be admitted");
        }
    }
}
