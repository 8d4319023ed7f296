using System.Text.Json;
using System.Text.Json.Nodes;
using ImageGate.Kubernetes.PullSecrets;
using ImageGate.Kubernetes.Tests.Admission;
using ImageGate.Kubernetes.Workloads;

namespace ImageGate.Kubernetes.Tests.Workloads;

public sealed class PullSecretSearchTests
{
    private const string TwoSecrets = """[{"name":"a"},{},{"name":""},{"name":"b"},{"name":"a"}]""";

    [Fact]
    public void A_pod_has_the_secrets_of_its_own_alone()
    {
        JsonObject pod = Reviews.Pod("nginx");
        pod["spec"]!["imagePullSecrets"] = JsonNode.Parse(TwoSecrets);
        Found("", "v1", "Pod", "pods", "", pod).Secrets.Should().Equal("a", "b");
        Found("", "v1", "Pod", "pods", "ephemeralcontainers", pod).Secrets.Should().Equal("a", "b");

        PullSecretNames without = Found("", "v1", "Pod", "pods", "", Reviews.Pod("nginx"));
        without.Secrets.Should().BeEmpty();
        without.ServiceAccount.Should().BeNull();
    }

    [Theory]
    [InlineData("""{}""", "default")]
    [InlineData("""{"serviceAccountName":"robot"}""", "robot")]
    [InlineData("""{"serviceAccount":"older"}""", "older")]
    [InlineData("""{"serviceAccountName":"robot","serviceAccount":"older"}""", "robot")]
    [InlineData("""{"serviceAccountName":null}""", "default")]
    public void A_template_names_its_account(string spec, string account)
    {
        JsonObject podSpec = JsonNode.Parse(spec)!.AsObject();
        podSpec["imagePullSecrets"] = JsonNode.Parse(TwoSecrets);
        JsonObject cronJob = Reviews.Workload("batch/v1", "CronJob", new JsonObject
        {
            ["jobTemplate"] = new JsonObject { ["spec"] = new JsonObject { ["template"] = new JsonObject { ["spec"] = podSpec } } },
        });

        PullSecretNames names = Found("batch", "v1", "CronJob", "cronjobs", "", cronJob);

        names.Secrets.Should().Equal("a", "b");
        names.ServiceAccount.Should().Be(account);
    }

    [Theory]
    [InlineData("imagePullSecrets", """{"name":"a"}""")]
    [InlineData("imagePullSecrets", """["a"]""")]
    [InlineData("imagePullSecrets", """[{"name":1}]""")]
    [InlineData("serviceAccountName", "1")]
    [InlineData("serviceAccount", "[]")]
    public void What_is_not_as_its_kind_is_said(string field, string value)
    {
        JsonObject pod = Reviews.Pod("nginx");
        pod["spec"]![field] = JsonNode.Parse(value);

        Find("", "v1", "Pod", "pods", "", pod).Should().BeOfType<ImageFinding.Malformed>().Which.Line.Should().StartWith("/spec/imagePullSecrets");
    }

    private static PullSecretNames Found(string group, string version, string kind, string resource, string subResource, JsonObject root) =>
        Find(group, version, kind, resource, subResource, root).Should().BeOfType<ImageFinding.Found>().Which.PullSecrets;

    private static ImageFinding Find(string group, string version, string kind, string resource, string subResource, JsonObject root)
    {
        using var document = JsonDocument.Parse(root.ToJsonString());
        return ImageFinder.Find(
            new GroupVersionKind(group, version, kind), new GroupVersionResource(group, version, resource), subResource, document.RootElement.Clone());
    }
}
