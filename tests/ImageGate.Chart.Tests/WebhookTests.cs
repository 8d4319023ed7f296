using System.Text.Json.Nodes;

namespace ImageGate.Chart.Tests;

public sealed class WebhookTests
{
    // The list of docs/operations.md: what WorkloadType knows.
    private static readonly string[] Resources =
    [
        "/pods", "/pods/ephemeralcontainers", "/podtemplates", "/replicationcontrollers", "apps/deployments", "apps/replicasets",
        "apps/statefulsets", "apps/daemonsets", "batch/jobs", "batch/cronjobs",
    ];

    [SkippableFact]
    public async Task Both_webhooks_are_asked_about_exactly_the_workloads_that_the_server_knows()
    {
        RenderedChart chart = await RenderedChart.WithAsync();

        chart.Webhooks.Select(hook => hook["name"]!.GetValue<string>()).Should().Equal("mutate.imagegate.dev", "validate.imagegate.dev");
        foreach (JsonObject hook in chart.Webhooks)
        {
            JsonObject[] rules = [.. hook["rules"]!.AsArray().Select(rule => rule!.AsObject())];
            rules.SelectMany(rule => rule["resources"]!.AsArray().Select(resource => $"{rule["apiGroups"]![0]}/{resource}")).Should().BeEquivalentTo(Resources);
            rules.Should().OnlyContain(rule => rule["operations"]!.ToJsonString() == """["CREATE","UPDATE"]""" && rule["apiVersions"]!.ToJsonString() == """["*"]""");
            hook["sideEffects"]!.GetValue<string>().Should().Be("None");
            hook["matchPolicy"]!.GetValue<string>().Should().Be("Equivalent");
            hook["failurePolicy"]!.GetValue<string>().Should().Be("Fail");
            hook["admissionReviewVersions"]!.ToJsonString().Should().Be("""["v1"]""");
        }

        chart.Webhooks.Select(hook => hook["reinvocationPolicy"]?.GetValue<string>()).Should().Equal("IfNeeded", null);
        chart.Webhooks.Select(hook => hook["clientConfig"]!["service"]!["path"]!.GetValue<string>()).Should().Equal("/mutate", "/validate");
    }

    [SkippableTheory]
    [InlineData("webhook.mutate=false", "validate.imagegate.dev")]
    [InlineData("webhook.validate=false", "mutate.imagegate.dev")]
    public async Task One_alone_can_be_registered(string value, string name)
    {
        RenderedChart chart = await RenderedChart.WithAsync(value);

        chart.Webhooks.Select(hook => hook["name"]!.GetValue<string>()).Should().Equal(name);
        chart.Environment().Keys.Where(key => key.Contains("Webhooks__", StringComparison.Ordinal)).Should().ContainSingle("the leader must not look for the other one");
    }

    [SkippableFact]
    public async Task The_release_s_own_namespace_is_never_asked_about_so_that_the_cluster_can_start_it()
    {
        RenderedChart own = await RenderedChart.FlagsAsync("--set", "policiesConfigMap=mine", "--set", "webhook.exemptNamespaces={}");
        RenderedChart more = await RenderedChart.WithAsync("webhook.exemptNamespaces={kube-system,imagegate}");

        own.Webhooks.Should().HaveCount(2).And.OnlyContain(hook => Expression(hook, 0) == """{"key":"kubernetes.io/metadata.name","operator":"NotIn","values":["imagegate"]}""");
        more.Webhooks.Should().HaveCount(2).And.OnlyContain(hook => Expression(hook, 0) == """{"key":"kubernetes.io/metadata.name","operator":"NotIn","values":["imagegate","kube-system"]}""");
    }

    [SkippableTheory]
    [InlineData("false", "NotIn", "disabled")]
    [InlineData("true", "In", "enabled")]
    public async Task Namespaces_opt_out_or_in_by_a_label(string optIn, string operation, string value)
    {
        RenderedChart chart = await RenderedChart.WithAsync("admission.optIn=" + optIn);

        chart.Webhooks.Should().HaveCount(2).And.OnlyContain(hook => Expression(hook, 1) == $$"""{"key":"imagegate.dev/admission","operator":"{{operation}}","values":["{{value}}"]}""");
    }

    [SkippableFact]
    public async Task A_selector_of_one_s_own_adds_demands_and_takes_none_away()
    {
        RenderedChart chart = await RenderedChart.WithAsync("webhook.namespaceSelector.matchExpressions[0].key=skip", "webhook.namespaceSelector.matchExpressions[0].operator=DoesNotExist");

        chart.Webhooks.Should().HaveCount(2).And.OnlyContain(hook => hook["namespaceSelector"]!["matchExpressions"]!.AsArray().Count == 3);
    }

    [SkippableTheory]
    [InlineData("1.27.9", false)]
    [InlineData("1.28.0", true)]
    [InlineData("1.34.1-gke.100", true)]
    public async Task Match_conditions_are_left_out_where_the_cluster_does_not_know_them(string kubernetes, bool expected)
    {
        RenderedChart chart = await RenderedChart.ForAsync(kubernetes, "webhook.matchConditions[0].name=a", "webhook.matchConditions[0].expression=true || x");

        chart.Webhooks.Should().HaveCount(2).And.OnlyContain(hook => hook.ContainsKey("matchConditions") == expected);
    }

    [SkippableFact]
    public async Task What_the_leader_fills_in_stands_in_no_manifest()
    {
        RenderedChart chart = await RenderedChart.WithAsync();

        chart.Webhooks.Should().OnlyContain(hook => !hook["clientConfig"]!.AsObject().ContainsKey("caBundle"));
        chart.One("Secret").Should().NotContainKeys("data", "stringData");
        chart.One("Secret")["type"]!.GetValue<string>().Should().Be("Opaque");
        chart.One("Lease").Should().NotContainKey("spec");
        IReadOnlyDictionary<string, string> environment = chart.Environment();
        environment["IMAGEGATE_Tls__Source"].Should().Be("SelfManaged");
        environment["IMAGEGATE_Tls__SecretName"].Should().Be(RenderedChart.Name(chart.One("Secret")));
        environment["IMAGEGATE_Tls__ServiceName"].Should().Be(RenderedChart.Name(chart.One("Service")));
        environment["IMAGEGATE_Webhooks__MutatingConfiguration"].Should().Be(RenderedChart.Name(chart.One("MutatingWebhookConfiguration")));
        environment["IMAGEGATE_Webhooks__ValidatingConfiguration"].Should().Be(RenderedChart.Name(chart.One("ValidatingWebhookConfiguration")));
    }

    [SkippableFact]
    public async Task Cert_manager_fills_in_the_bundle_of_the_certificate_that_is_mounted()
    {
        RenderedChart chart = await RenderedChart.WithAsync("certificates.source=CertManager");

        JsonObject certificate = chart.Objects.Single(item => RenderedChart.Kind(item) == "Certificate" && item["spec"]!["dnsNames"] is not null);
        certificate["spec"]!["dnsNames"]!.ToJsonString().Should().Contain("\"imagegate.imagegate.svc\"");
        foreach (string kind in new[] { "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration" })
        {
            chart.One(kind)["metadata"]!["annotations"]!["cert-manager.io/inject-ca-from"]!.GetValue<string>().Should().Be("imagegate/" + RenderedChart.Name(certificate));
        }

        Mounted(chart).Should().Be(certificate["spec"]!["secretName"]!.GetValue<string>());
        chart.Environment().Should().ContainKeys("IMAGEGATE_Tls__CertificateFile", "IMAGEGATE_Tls__KeyFile").And.NotContainKey("IMAGEGATE_Tls__Source", "files are the default");
        chart.Has("Lease").Should().BeFalse();
    }

    [SkippableFact]
    public async Task A_certificate_of_one_s_own_is_mounted_and_its_authority_registered()
    {
        RenderedChart chart = await RenderedChart.WithAsync(
            "certificates.source=Provided", "certificates.provided.secretName=mine", "certificates.provided.caBundle=-----BEGIN CERTIFICATE-----");

        chart.Webhooks.Should().HaveCount(2).And.OnlyContain(hook => hook["clientConfig"]!["caBundle"]!.GetValue<string>() == "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t");
        Mounted(chart).Should().Be("mine");
    }

    [SkippableFact]
    public async Task Two_releases_in_two_namespaces_share_nothing_global()
    {
        string[] flags = ["--set", "policiesConfigMap=mine"];
        RenderedChart one = await RenderedChart.FlagsAsync(flags);
        RenderedChart other = await RenderedChart.FlagsAsync([.. flags, "--namespace", "other"]);

        Globals(one).Should().NotBeEmpty().And.NotIntersectWith(Globals(other));
    }

    private static IEnumerable<string> Globals(RenderedChart chart) =>
        chart.Objects.Where(item => !item["metadata"]!.AsObject().ContainsKey("namespace")).Select(item => $"{RenderedChart.Kind(item)}/{RenderedChart.Name(item)}");

    private static string Mounted(RenderedChart chart) =>
        chart.Deployment["spec"]!["template"]!["spec"]!["volumes"]!.AsArray().Single(volume => volume!["secret"] is not null)!["secret"]!["secretName"]!.GetValue<string>();

    private static string Expression(JsonObject hook, int at) => hook["namespaceSelector"]!["matchExpressions"]![at]!.ToJsonString();
}
