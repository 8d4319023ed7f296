using System.Text.Json.Nodes;
using ImageGate.Server;
using ImageGate.Testing;
using Microsoft.Extensions.Options;

namespace ImageGate.Chart.Tests;

public sealed class DeploymentTests
{
    private const string Prefix = "IMAGEGATE_";

    private static readonly string[] Provided = ["certificates.source=Provided", "certificates.provided.secretName=mine", "certificates.provided.caBundle=-----BEGIN CERTIFICATE-----"];

    [SkippableFact]
    public async Task Other_policies_do_not_restart_the_pods()
    {
        string one = (await PoliciesAsync("one")).Deployment.ToJsonString();
        RenderedChart other = await PoliciesAsync("other");

        other.Deployment.ToJsonString().Should().Be(one);
        other.One("ConfigMap")["data"]!["a.yaml"]!.GetValue<string>().Should().Be("other\n");
    }

    [SkippableFact]
    public async Task Other_settings_restart_the_pods()
    {
        string none = Annotations(await RenderedChart.WithAsync());
        string debug = Annotations(await RenderedChart.WithAsync("settings.Log.Level=Debug"));
        string error = Annotations(await RenderedChart.WithAsync("settings.Log.Level=Error"));

        new[] { none, debug, error }.Should().OnlyHaveUniqueItems();
    }

    [SkippableFact]
    public async Task Policies_come_from_the_values_or_from_a_ConfigMap_of_one_s_own()
    {
        Volume(await PoliciesAsync("one"), "policies")["configMap"]!["name"]!.GetValue<string>().Should().Be("imagegate-policies");
        RenderedChart own = await RenderedChart.WithAsync();
        Volume(own, "policies")["configMap"]!["name"]!.GetValue<string>().Should().Be("my-policies");
        own.Has("ConfigMap").Should().BeFalse();
        own.Environment()["IMAGEGATE_Policies__Directory"].Should().Be(Mount(own, "policies"));
    }

    [SkippableFact]
    public async Task The_server_takes_the_settings_of_a_chart_with_a_certificate_of_one_s_own()
    {
        RenderedChart chart = await RenderedChart.WithAsync(Provided);
        var settings = chart.Environment().Where(variable => variable.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(variable => variable.Key[Prefix.Length..].Replace("__", ":", StringComparison.Ordinal), variable => (string?)variable.Value);

        await using (GateApplication.Build([], settings))
        {
            settings.Should().ContainKey("Tls:CertificateFile");
        }

        settings["Tls:Certificate"] = "misspelt";
        Action build = () => GateApplication.Build([], settings);
        build.Should().Throw<OptionsValidationException>();
    }

    [SkippableFact]
    public async Task The_server_takes_the_settings_of_a_chart_with_a_self_managed_certificate()
    {
        var settings = (await RenderedChart.WithAsync()).Environment().Where(variable => variable.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(variable => variable.Key[Prefix.Length..].Replace("__", ":", StringComparison.Ordinal), variable => (string?)variable.Value);

        await using (GateApplication.Build([], settings))
        {
            settings.Should().Contain("Tls:Source", "SelfManaged").And.ContainKeys("Webhooks:MutatingConfiguration", "Webhooks:ValidatingConfiguration");
        }
    }

    [SkippableFact]
    public async Task Every_setting_that_the_chart_sets_is_one_of_the_server()
    {
        string documented = await File.ReadAllTextAsync(Path.Combine(Fixtures.RepositoryRoot, "docs", "operations.md"));
        RenderedChart[] charts = [await RenderedChart.WithAsync("settings.Log.Level=Debug"), await RenderedChart.WithAsync(Provided), await RenderedChart.WithAsync("alerts.secret=mine")];

        string[] unknown =
        [
            .. charts.SelectMany(chart => chart.Environment().Keys).Distinct()
                .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && !documented.Contains($"`{name}`", StringComparison.Ordinal)),
        ];

        unknown.Should().BeEmpty();
    }

    [SkippableTheory]
    [InlineData("alerts.config=kind: AlertConfig", "imagegate-alerts")]
    [InlineData("alerts.secret=mine", "mine")]
    public async Task The_alerts_configuration_is_a_Secret_and_named_where_it_is_mounted(string set, string secret)
    {
        RenderedChart chart = await RenderedChart.WithAsync(set);

        Volume(chart, "alerts")["secret"]!["secretName"]!.GetValue<string>().Should().Be(secret);
        chart.Environment()["IMAGEGATE_Alerts__File"].Should().Be(Mount(chart, "alerts") + "/alerts.yaml");
        chart.Environment()["IMAGEGATE_Alerts__AdmittedOn"].Should().Be("Validate");
        (await RenderedChart.WithAsync(set, "webhook.validate=false")).Environment()["IMAGEGATE_Alerts__AdmittedOn"].Should().Be("Mutate");
        (await RenderedChart.WithAsync()).Environment().Keys.Should().NotContain(name => name.StartsWith("IMAGEGATE_Alerts", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task The_settings_file_and_the_system_s_authorities_are_named_where_they_are_mounted()
    {
        RenderedChart chart = await RenderedChart.WithAsync("settings.Log.Level=Debug", "certificateAuthorities.configMap=cas");

        chart.Environment()["IMAGEGATE_SettingsFile"].Should().Be(Mount(chart, "settings") + "/settings.json");
        JsonNode.Parse(chart.Objects.Single(item => RenderedChart.Name(item) == "imagegate-settings")["data"]!["settings.json"]!.GetValue<string>())!.ToJsonString()
            .Should().Be("""{"Log":{"Level":"Debug"}}""");
        chart.Environment()["SSL_CERT_DIR"].Should().Be("/etc/ssl/certs:" + Mount(chart, "certificate-authorities"));
        Volume(chart, "certificate-authorities")["configMap"]!["name"]!.GetValue<string>().Should().Be("cas");
    }

    [SkippableFact]
    public async Task The_cluster_s_own_addresses_are_asked_without_the_proxy()
    {
        RenderedChart chart = await RenderedChart.WithAsync("proxy.https=http://proxy:3128", "proxy.noProxy=registry.acme.io");

        chart.Environment()["HTTPS_PROXY"].Should().Be("http://proxy:3128");
        chart.Environment()["NO_PROXY"].Should().Be("registry.acme.io,$(KUBERNETES_SERVICE_HOST),.svc,.cluster.local,localhost,127.0.0.1");
        (await RenderedChart.WithAsync()).Environment().Keys.Should().NotContain(name => name.EndsWith("_PROXY", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task A_digest_wins_over_the_tag()
    {
        string digest = "sha256:" + new string('a', 64);

        Image(await RenderedChart.WithAsync("image.digest=" + digest, "image.tag=v1")).Should().EndWith("/imagegate@" + digest);
        Image(await RenderedChart.WithAsync("image.tag=v1")).Should().EndWith("/imagegate:v1");
        Image(await RenderedChart.WithAsync()).Should().MatchRegex(":[0-9]+\\.[0-9]+\\.[0-9]+$");
    }

    [SkippableFact]
    public async Task An_update_takes_no_pod_away_before_another_is_ready_and_an_autoscaler_owns_the_number()
    {
        RenderedChart chart = await RenderedChart.WithAsync();

        chart.Deployment["spec"]!["replicas"]!.GetValue<decimal>().Should().BeGreaterOrEqualTo(2);
        chart.Deployment["spec"]!["strategy"]!["rollingUpdate"]!.ToJsonString().Should().Be("""{"maxSurge":1,"maxUnavailable":0}""");
        chart.Has("PodDisruptionBudget").Should().BeTrue();
        (await RenderedChart.WithAsync("autoscaling.enabled=true")).Deployment["spec"]!.AsObject().Should().NotContainKey("replicas");
    }

    [SkippableTheory]
    [InlineData("1.20.2", "policy/v1beta1", "autoscaling/v1")]
    [InlineData("1.22.0", "policy/v1", "autoscaling/v1")]
    [InlineData("1.23.0", "policy/v1", "autoscaling/v2")]
    [InlineData("1.34.0", "policy/v1", "autoscaling/v2")]
    public async Task Versions_of_the_API_are_those_that_the_cluster_has(string kubernetes, string budget, string autoscaler)
    {
        RenderedChart chart = await RenderedChart.ForAsync(kubernetes, "autoscaling.enabled=true");

        chart.One("PodDisruptionBudget")["apiVersion"]!.GetValue<string>().Should().Be(budget);
        chart.One("HorizontalPodAutoscaler")["apiVersion"]!.GetValue<string>().Should().Be(autoscaler);
    }

    [SkippableFact]
    public async Task An_autoscaler_goes_by_requests_under_way_when_that_is_wanted()
    {
        JsonNode[] metrics = [.. (await RenderedChart.WithAsync("autoscaling.enabled=true,autoscaling.targetAdmissionsInFlight=50")).One("HorizontalPodAutoscaler")["spec"]!["metrics"]!.AsArray()!];
        JsonNode[] without = [.. (await RenderedChart.WithAsync("autoscaling.enabled=true")).One("HorizontalPodAutoscaler")["spec"]!["metrics"]!.AsArray()!];

        metrics.Should().HaveCount(2);
        metrics[1]["pods"]!["metric"]!["name"]!.GetValue<string>().Should().Be("imagegate_admissions_in_flight");
        metrics[1]["pods"]!["target"]!["averageValue"]!.GetValue<string>().Should().Be("50");
        without.Should().ContainSingle();
    }

    [SkippableFact]
    public async Task Helm_test_asks_the_Service_by_a_program_that_the_image_has()
    {
        RenderedChart chart = await RenderedChart.WithAsync();

        JsonNode container = chart.One("Pod")["spec"]!["containers"]![0]!;
        container["image"]!.GetValue<string>().Should().Be(Image(chart));
        container["command"]!.ToJsonString().Should().Be("""["/app/imagegate","ready"]""");
        container["args"]![0]!.GetValue<string>().Should().Be("http://imagegate.imagegate.svc:9090/readyz?verbose");
        string dockerfile = await File.ReadAllTextAsync(Path.Combine(Fixtures.RepositoryRoot, "Dockerfile"));
        dockerfile.Should().Contain("src/ImageGate.Cli").And.Contain("USER 1654:1654").And.Contain("DOTNET_EnableDiagnostics=0");
        chart.One("Pod")["metadata"]!["labels"]!["app.kubernetes.io/component"]!.GetValue<string>().Should().Be("test", "the Service and the budget must not count it");
    }

    private static Task<RenderedChart> PoliciesAsync(string text) => RenderedChart.FlagsAsync("--set", "policies.a\\.yaml=" + text);

    private static string Image(RenderedChart chart) => chart.Container["image"]!.GetValue<string>();

    private static string Annotations(RenderedChart chart) => chart.Deployment["spec"]!["template"]!["metadata"]!["annotations"]!.ToJsonString();

    private static JsonNode Volume(RenderedChart chart, string name) =>
        chart.Deployment["spec"]!["template"]!["spec"]!["volumes"]!.AsArray().Single(volume => volume!["name"]!.GetValue<string>() == name)!;

    private static string Mount(RenderedChart chart, string name) =>
        chart.Container["volumeMounts"]!.AsArray().Single(mount => mount!["name"]!.GetValue<string>() == name)!["mountPath"]!.GetValue<string>();
}
