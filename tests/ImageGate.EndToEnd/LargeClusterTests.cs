using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using ImageGate.EndToEnd.Parts;
using Xunit.Abstractions;

namespace ImageGate.EndToEnd;

/// <summary>
/// An API server of its own, with ServiceAccount admission and with much in it: a thousand namespaces with labels, five thousand
/// Secrets. The server has the roles of the chart's <c>namespaceLabels</c>, <c>pullSecrets</c> and <c>keySecrets</c>.
/// </summary>
public sealed partial class LargeClusterTests : ApiTest, IAsyncLifetime
{
    private const int Namespaces = 1_000;
    private const int Secrets = 5_000;
    private const string Home = "team-0";
    private const string Label = "imagegate.dev/large";

    // The chart's limit is 256 MiB.
    private const int MostMiB = 200;

    private readonly Cluster _cluster;
    private readonly ITestOutputHelper _output;
    private HttpClient _client = null!;

    public LargeClusterTests(EndToEndLab lab, ITestOutputHelper output)
        : base(lab)
    {
        _cluster = new Cluster(Lab.NewFolder("large"), ("SERVICE_ACCOUNTS", "1"));
        _output = output;
    }

    private protected override Cluster Cluster => _cluster;

    public async Task InitializeAsync()
    {
        await _cluster.StartAsync();
        _client = _cluster.Connect();
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await LabFolder.ScriptAsync("kube/down.sh", null, Path.GetDirectoryName(_cluster.Kubeconfig)!);
    }

    [SkippableFact]
    public async Task A_thousand_namespaces_and_five_thousand_secrets_cost_little_and_only_the_named_secrets_are_read()
    {
        string path = Lab.NewName("large");
        PushedImage signed = await Publisher.PushSignedAsync($"{Lab.Registries.Secured.Host}/{path}/{Lab.NewName("app")}", Lab.Keys.Release);
        await FillAsync();
        (int asked, int lists) before = await SecretCallsAsync();

        long began = Stopwatch.GetTimestamp();
        await using GateProcess gate = await StartAsync(path);
        int started = gate.ResidentMiB();
        await Eventually.SeeAsync(() => gate.HealthAsync("/readyz?verbose"), ready => Followed(ready.Text) >= Namespaces);
        TimeSpan known = Stopwatch.GetElapsedTime(began);

        // A Pod without Secrets gets those of its account, by the API server: before the webhooks are asked.
        (await Cluster.RunAsync(Home, "own", signed.Text, "--overrides={\"spec\":{\"serviceAccountName\":\"pulls\"}}")).ShouldBeAdmitted();
        (await Cluster.ImageOfAsync(Home, "own")).Should().Be(signed.Pinned);
        (await Cluster.ReadAsync(Home, "pod/own", ".spec.imagePullSecrets[0].name")).Should().Be("secret-7");
        (await Cluster.RunAsync(Home, "bare", signed.Text)).ShouldBeDenied("RegistryUnauthorized");

        TimeSpan[] took = await AskEverywhereAsync(signed);
        (int asked, int lists) after = await SecretCallsAsync();
        (after.asked - before.asked).Should().Be(1, "secret-7 was named, and no other");
        (after.lists - before.lists).Should().BeInRange(1, 3, "the Secret with the key is listed by its name");
        int resident = gate.ResidentMiB();
        resident.Should().BeLessThan(MostMiB);
        _output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Namespaces} namespaces known {known.TotalSeconds:F1} s after the start of the process; {started} MiB then, {resident} MiB after {took.Length} requests in as many namespaces, "
            + $"median {took[took.Length / 2].TotalMilliseconds:F0} ms, longest {took[^1].TotalMilliseconds:F0} ms"));
    }

    private static int Followed(string ready) => FollowedLine().Match(ready) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;

    // Half of the namespaces have the label of the policy: there the image is denied, and elsewhere nobody speaks of it.
    private async Task<TimeSpan[]> AskEverywhereAsync(PushedImage image)
    {
        var took = new List<TimeSpan>();
        for (int index = 1; index < Namespaces; index += 10)
        {
            long began = Stopwatch.GetTimestamp();
            string answer = await PostAsync($"/api/v1/namespaces/team-{index}/pods?dryRun=All", Workload.Pod("p", image.Text), HttpStatusCode.Forbidden);
            took.Add(Stopwatch.GetElapsedTime(began));
            answer.Should().Contain(index % 20 == 1 ? "RegistryUnauthorized" : "NoPolicyMatches", "of namespace team-{0}", index);
        }

        return [.. took.Order()];
    }

    private async Task FillAsync()
    {
        long began = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(Enumerable.Range(0, Namespaces), Few(), async (index, _) =>
        {
            // team-0 and every twentieth behind team-1 have the label.
            string tier = index == 0 || index % 20 == 1 ? "prod" : "lab";
            await PostAsync("/api/v1/namespaces", $"apiVersion: v1\nkind: Namespace\nmetadata: {{name: team-{index}, labels: {{{Label}: used, tier: {tier}}}}}\n");
            await PostAsync($"/api/v1/namespaces/team-{index}/serviceaccounts", Account("default", "[]"));
        });
        string config = Convert.ToBase64String(Encoding.UTF8.GetBytes(
            $$$$"""{"auths":{"{{{{Lab.Registries.Secured.Host}}}}":{"username":"{{{{Registries.Username}}}}","password":"{{{{Registries.Password}}}}"}}}"""));
        await Parallel.ForEachAsync(Enumerable.Range(0, Secrets), Few(), async (index, _) => await PostAsync(
            $"/api/v1/namespaces/{Home}/secrets",
            $"apiVersion: v1\nkind: Secret\ntype: kubernetes.io/dockerconfigjson\nmetadata: {{name: secret-{index}}}\ndata: {{.dockerconfigjson: {config}}}\n"));
        await PostAsync($"/api/v1/namespaces/{Home}/serviceaccounts", Account("pulls", "[{name: secret-7}]"));
        _output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"filled in {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s"));
    }

    private static ParallelOptions Few() => new() { MaxDegreeOfParallelism = 8 };

    private static string Account(string name, string secrets) =>
        $"apiVersion: v1\nkind: ServiceAccount\nmetadata: {{name: {name}}}\nautomountServiceAccountToken: false\nimagePullSecrets: {secrets}\n";

    private async Task<string> PostAsync(string path, string yaml, HttpStatusCode expected = HttpStatusCode.Created)
    {
        using var content = new StringContent(yaml, Encoding.UTF8, new MediaTypeHeaderValue("application/yaml"));
        using HttpResponseMessage response = await _client.PostAsync(new Uri(path, UriKind.Relative), content);
        string text = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(expected, "{0}", text);
        return text;
    }

    /// <summary>How many Secrets were asked for by name, and how many lists of them, by anybody so far.</summary>
    private async Task<(int Asked, int Lists)> SecretCallsAsync()
    {
        string metrics = await _client.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        int Sum(string verb) => SecretCalls().Matches(metrics).Where(match => match.Value.Contains($"verb=\"{verb}\"", StringComparison.Ordinal)).Sum(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
        return (Sum("GET"), Sum("LIST"));
    }

    private async Task<GateProcess> StartAsync(string path)
    {
        const string Account = "gate";
        await PostAsync("/api/v1/namespaces", $"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {Account}}}\n");
        (await Cluster.KubectlAsync("-n", Account, "create", "serviceaccount", Account)).Succeeded();
        (await Cluster.KubectlAsync("create", "clusterrole", Account, "--verb=get,list,watch", "--resource=namespaces")).Succeeded();
        (await Cluster.KubectlAsync("create", "clusterrole", "pulls", "--verb=get", "--resource=secrets,serviceaccounts")).Succeeded();
        foreach (string role in new[] { Account, "pulls" })
        {
            (await Cluster.KubectlAsync("create", "clusterrolebinding", role, "--clusterrole=" + role, $"--serviceaccount={Account}:{Account}")).Succeeded();
        }

        (await Cluster.KubectlAsync("-n", Account, "create", "role", "key", "--verb=get,list,watch", "--resource=secrets", "--resource-name=release")).Succeeded();
        (await Cluster.KubectlAsync("-n", Account, "create", "rolebinding", "key", "--role=key", $"--serviceaccount={Account}:{Account}")).Succeeded();
        (await Cluster.KubectlAsync("-n", Account, "create", "secret", "generic", "release", "--from-file=cosign.pub=" + Lab.Keys.Release.PublicFile)).Succeeded();

        var policies = new PolicyMount(Lab.NewFolder("policies"));
        await policies.ChangeAsync("p.yaml", PolicyYaml.Policy(
            "large",
            $"{Lab.Registries.Secured.Host}/{path}/**",
            $"namespaces: {{selector: {{matchLabels: {{tier: prod}}}}}}\n  require: {{signers: [{{name: a, transparencyLog: notRequired, key: {{secret: {Account}/release/cosign.pub}}}}]}}")
            + PolicyYaml.Access("secured", Lab.Registries.Secured.Host, "insecureHttp: true"));
        Dictionary<string, string> settings = Lab.Settings();
        settings["Policies__Directory"] = policies.Folder;
        settings["Kubernetes__Enabled"] = "true";
        settings["Kubernetes__NamespaceLabels"] = "true";
        settings["Kubernetes__PullSecrets"] = "true";
        settings["Kubernetes__Kubeconfig"] = WriteKubeconfig(await NewTokenAsync(Account, Account));
        GateProcess gate = await GateProcess.StartAsync(Lab.NewFolder("gate"), settings);
        await RegisterAsync(gate, "large", Label + ": used");
        await Eventually.SeeAsync(() => Cluster.RunAsync("team-2", "probe", "nobody.example/a:1", "--dry-run=server"), result => result.Error.Contains("NoPolicyMatches", StringComparison.Ordinal));
        return gate;
    }

    [GeneratedRegex(@"namespaces: ([0-9]+) followed")]
    private static partial Regex FollowedLine();

    [GeneratedRegex(@"^apiserver_request_total\{[^}]*resource=""secrets""[^}]*\} ([0-9]+)$", RegexOptions.Multiline)]
    private static partial Regex SecretCalls();
}
