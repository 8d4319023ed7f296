using System.Text.Json.Nodes;

namespace ImageGate.Chart.Tests;

/// <summary>The rights of the pods' service account: no more than what is switched on needs.</summary>
public sealed class RbacTests
{
    private static readonly string[] Kinds = ["Role", "ClusterRole"];

    [SkippableFact]
    public async Task By_default_no_Secret_but_its_own_can_be_read()
    {
        RenderedChart chart = await RenderedChart.WithAsync();

        Rights(chart).Should().Equal(
            "cluster admissionregistration.k8s.io/mutatingwebhookconfigurations,validatingwebhookconfigurations [imagegate] get,list,watch,patch",
            "cluster /namespaces [] get,list,watch",
            "cluster /events [] create,patch",
            "imagegate /secrets [imagegate-tls] get,list,watch,update,patch",
            "imagegate coordination.k8s.io/leases [imagegate-leader] get,list,watch,update,patch",
            "imagegate /secrets [] create",
            "imagegate coordination.k8s.io/leases [] create");
    }

    [SkippableFact]
    public async Task Pull_secrets_can_be_read_everywhere_only_when_that_is_asked_for()
    {
        Rights(await RenderedChart.WithAsync("pullSecrets.enabled=true")).Should().Contain("cluster /secrets,serviceaccounts [] get");
        Rights(await RenderedChart.WithAsync("pullSecrets.enabled=false", "pullSecrets.namespaces={a}")).Should().NotContain(right => right.Contains("serviceaccounts"));
    }

    [SkippableFact]
    public async Task Pull_secrets_of_listed_namespaces_need_no_right_elsewhere()
    {
        string[] rights = Rights(await RenderedChart.WithAsync("pullSecrets.enabled=true", "pullSecrets.namespaces={a,b}"));

        rights.Where(right => right.Contains("serviceaccounts")).Should().Equal("a /secrets,serviceaccounts [] get", "b /secrets,serviceaccounts [] get");
    }

    [SkippableFact]
    public async Task Pods_can_be_listed_for_a_warm_up_and_not_read_one_by_one_or_watched()
    {
        RenderedChart chart = await RenderedChart.WithAsync("warmUp.enabled=true", "certificates.source=CertManager", "namespaceLabels.enabled=false", "events.enabled=false");

        Rights(chart).Should().Equal("cluster /pods [] list");
        chart.Environment().Should().Contain("IMAGEGATE_Kubernetes__WarmUp", "true");
        (await RenderedChart.WithAsync()).Environment().Should().Contain("IMAGEGATE_Kubernetes__WarmUp", "false");
    }

    [SkippableFact]
    public async Task Secrets_with_keys_can_be_read_by_their_names_alone()
    {
        string[] keys = ["keySecrets[0].namespace=a", "keySecrets[0].name=one", "keySecrets[1].namespace=b", "keySecrets[1].name=two", "keySecrets[2].namespace=a", "keySecrets[2].name=three"];
        string[] rights = Rights(await RenderedChart.WithAsync([.. keys, "certificates.source=CertManager", "namespaceLabels.enabled=false", "events.enabled=false"]));

        rights.Should().Equal("a /secrets [one,three] get,list,watch", "b /secrets [two] get,list,watch");
    }

    [SkippableFact]
    public async Task A_certificate_from_elsewhere_needs_no_right_to_write()
    {
        string[] rights = Rights(await RenderedChart.WithAsync("certificates.source=CertManager"));

        rights.Should().Equal("cluster /namespaces [] get,list,watch", "cluster /events [] create,patch");
    }

    [SkippableFact]
    public async Task Without_anything_to_ask_the_API_server_there_is_no_token_and_no_role()
    {
        RenderedChart chart = await RenderedChart.WithAsync("certificates.source=CertManager", "namespaceLabels.enabled=false", "events.enabled=false");

        Rights(chart).Should().BeEmpty();
        chart.Has("RoleBinding").Should().BeFalse();
        chart.Has("ClusterRoleBinding").Should().BeFalse();
        PodSpec(chart)["automountServiceAccountToken"]!.GetValue<bool>().Should().BeFalse();
        chart.Environment().Keys.Should().NotContain(name => name.StartsWith("IMAGEGATE_Kubernetes__", StringComparison.Ordinal));
        PodSpec(await RenderedChart.WithAsync("certificates.source=CertManager"))["automountServiceAccountToken"]!.GetValue<bool>().Should().BeTrue();
    }

    [SkippableFact]
    public async Task Every_role_is_bound_to_the_pods_service_account_and_to_nobody_else()
    {
        RenderedChart chart = await RenderedChart.WithAsync(
            "pullSecrets.enabled=true", "pullSecrets.namespaces={a}", "keySecrets[0].namespace=a", "keySecrets[0].name=one", "serviceAccount.name=gate");

        JsonObject[] bindings = [.. chart.Objects.Where(item => RenderedChart.Kind(item).EndsWith("Binding", StringComparison.Ordinal))];
        bindings.Should().HaveCount(4).And.OnlyContain(binding => binding["subjects"]!.ToJsonString() == """[{"kind":"ServiceAccount","name":"gate","namespace":"imagegate"}]""");
        bindings.Select(binding => Where(binding) + binding["roleRef"]!["kind"] + binding["roleRef"]!["name"])
            .Should().BeEquivalentTo(chart.Objects.Where(item => Kinds.Contains(RenderedChart.Kind(item))).Select(role => Where(role) + RenderedChart.Kind(role) + RenderedChart.Name(role)));
        PodSpec(chart)["serviceAccountName"]!.GetValue<string>().Should().Be("gate");
    }

    private static JsonNode PodSpec(RenderedChart chart) => chart.Deployment["spec"]!["template"]!["spec"]!;

    private static string[] Rights(RenderedChart chart) =>
    [
        .. from role in chart.Objects
           where Kinds.Contains(RenderedChart.Kind(role))
           from rule in role["rules"]!.AsArray()
           select $"{Where(role)} {Joined(rule, "apiGroups")}/{Joined(rule, "resources")} [{Joined(rule, "resourceNames")}] {Joined(rule, "verbs")}",
    ];

    private static string Where(JsonObject role) => role["metadata"]!["namespace"]?.GetValue<string>() ?? "cluster";

    private static string Joined(JsonNode? rule, string member) => string.Join(',', rule![member]?.AsArray().Select(item => item!.GetValue<string>()) ?? []);
}
