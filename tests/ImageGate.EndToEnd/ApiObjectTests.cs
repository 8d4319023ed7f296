using System.Text;
using ImageGate.EndToEnd.Parts;
using ImageGate.Kubernetes.Api;
using ImageGate.Kubernetes.Api.Objects;

namespace ImageGate.EndToEnd;

/// <summary>Objects of a real API server are read and changed.</summary>
public sealed class ApiObjectTests(EndToEndLab lab) : ApiTest(lab)
{
    [SkippableFact]
    public async Task Pods_and_service_accounts_are_read()
    {
        string home = await NewNamespaceAsync();
        (await Cluster.InputAsync("apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: app}\nimagePullSecrets: [{name: pull}]\n", "-n", home, "create", "-f", "-")).Succeeded();
        ApiClient client = NewClient(Admin());
        Found(await client.GetAsync(ApiResources.ServiceAccounts, home, "app", Deadline)).ImagePullSecrets.Single().Name.Should().Be("pull");
        PushedImage image = await Lab.PushSignedAsync();
        string pod = Lab.NewName();
        (await Cluster.RunAsync(EndToEndLab.Guarded, pod, image.Text)).ShouldBeAdmitted();
        ObjectPage<Pod> page = Found(await client.ListAsync(ApiResources.Pods, new ApiSelection(EndToEndLab.Guarded, pod), null, Deadline));
        Pod read = page.Items.Should().ContainSingle().Which;
        read.Spec.GetProperty("containers")[0].GetProperty("image").GetString().Should().Be(await Cluster.ImageOfAsync(EndToEndLab.Guarded, pod));
        read.Status.Phase.Should().Be("Pending");
    }

    [SkippableFact]
    public async Task An_apply_creates_changes_and_respects_other_managers()
    {
        string home = await NewNamespaceAsync();
        ApiClient client = NewClient(Admin());
        Found(await client.ApplyAsync(ApiResources.Secrets, Tls(home, "one"), false, Deadline));
        Found(await client.ApplyAsync(ApiResources.Secrets, Tls(home, "two"), false, Deadline)).Data["tls.crt"].Should().Equal("two"u8.ToArray());
        (await Cluster.KubectlAsync("-n", home, "patch", "secret", "tls", "-p", "{\"data\":{\"tls.crt\":\"YQ==\"}}")).Succeeded();
        Failed(await client.ApplyAsync(ApiResources.Secrets, Tls(home, "three"), false, Deadline)).Should().BeOfType<ApiFailure.Conflict>();
        Found(await client.ApplyAsync(ApiResources.Secrets, Tls(home, "three"), true, Deadline)).Data["tls.crt"].Should().Equal("three"u8.ToArray());
    }

    [SkippableFact]
    public async Task An_update_needs_the_newest_version_and_keeps_the_rest()
    {
        string home = await NewNamespaceAsync();
        ApiClient client = NewClient(Admin());
        Secret created = Found(await client.CreateAsync(ApiResources.Secrets, Tls(home, "one"), Deadline));
        Failed(await client.CreateAsync(ApiResources.Secrets, Tls(home, "one"), Deadline)).Should().BeOfType<ApiFailure.Conflict>();
        (await Cluster.KubectlAsync("-n", home, "annotate", "secret", "tls", "note=kept")).Succeeded();
        Failed(await client.UpdateAsync(ApiResources.Secrets, created with { Data = Tls(home, "two").Data }, Deadline)).Should().BeOfType<ApiFailure.Conflict>();
        Secret read = Found(await client.GetAsync(ApiResources.Secrets, home, "tls", Deadline));
        Found(await client.UpdateAsync(ApiResources.Secrets, read with { Data = Tls(home, "two").Data }, Deadline)).Metadata.Annotations.Should().Contain("note", "kept");
    }

    [SkippableFact]
    public async Task A_ca_bundle_is_written_once_for_each_version()
    {
        string name = Lab.NewName("hooks");
        string hook = "{name: a.imagegate.dev, sideEffects: None, admissionReviewVersions: [v1], failurePolicy: Ignore, clientConfig: {url: \"https://127.0.0.1:1/\"}, "
            + "rules: [{apiGroups: [none.imagegate.dev], apiVersions: [v1], operations: [CREATE], resources: [nothing]}]}";
        (await Cluster.InputAsync($"apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: {{name: {name}}}\nwebhooks: [{hook}]\n", "create", "-f", "-")).Succeeded();
        ApiClient client = NewClient(Admin());
        byte[] bundle = Encoding.UTF8.GetBytes(Lab.Certificate.AuthorityPem);
        WebhookConfiguration read = Found(await client.GetAsync(ApiResources.ValidatingWebhooks, null, name, Deadline));
        WebhookConfiguration written = Found(await client.SetCaBundleAsync(ApiResources.ValidatingWebhooks, read, bundle, Deadline));
        written.Webhooks.Single().ClientConfig.CaBundle.Should().Equal(bundle);
        Failed(await client.SetCaBundleAsync(ApiResources.ValidatingWebhooks, read, "-----"u8.ToArray(), Deadline)).Should().BeOfType<ApiFailure.Conflict>();
        WebhookConfiguration other = written with { Webhooks = [written.Webhooks[0] with { Name = "b.imagegate.dev" }] };
        Failed(await client.SetCaBundleAsync(ApiResources.ValidatingWebhooks, other, bundle, Deadline)).Should().BeOfType<ApiFailure.Rejected>();
    }

    [SkippableFact]
    public async Task An_event_is_written()
    {
        string home = await NewNamespaceAsync();
        string now = ApiTime.Seconds(DateTimeOffset.UtcNow);
        var line = new ApiEvent
        {
            Metadata = new ObjectMetadata { Namespace = home, GenerateName = "imagegate-" },
            InvolvedObject = new ObjectReference { ApiVersion = "v1", Kind = "Pod", Namespace = home, Name = "one" },
            Reason = "ImageDenied",
            Message = "not signed",
            Type = "Warning",
            ReportingComponent = "imagegate.dev/webhook",
            ReportingInstance = "gate-0",
            FirstTimestamp = now,
            LastTimestamp = now,
            Count = 1,
        };
        Found(await NewClient(Admin()).CreateAsync(ApiResources.Events, line, Deadline)).Metadata.Name.Should().StartWith("imagegate-");
        (await Cluster.KubectlAsync("-n", home, "get", "events")).Succeeded().Should().Contain("ImageDenied").And.Contain("not signed");
    }

    private static Secret Tls(string home, string certificate) => new()
    {
        Metadata = new ObjectMetadata { Namespace = home, Name = "tls" },
        Data = new Dictionary<string, byte[]> { ["tls.crt"] = Encoding.UTF8.GetBytes(certificate) },
    };
}
