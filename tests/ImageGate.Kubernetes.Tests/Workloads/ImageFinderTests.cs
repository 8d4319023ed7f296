using System.Text.Json;
using System.Text.Json.Nodes;
using ImageGate.Kubernetes.Tests.Admission;
using ImageGate.Kubernetes.Workloads;

namespace ImageGate.Kubernetes.Tests.Workloads;

public sealed class ImageFinderTests
{
    [Theory]
    [InlineData("v1 Pod pods", "/spec")]
    [InlineData("v1 Pod pods/ephemeralcontainers", "/spec")]
    [InlineData("v1 PodTemplate podtemplates", "/template/spec")]
    [InlineData("v1 ReplicationController replicationcontrollers", "/spec/template/spec")]
    [InlineData("apps/v1 Deployment deployments", "/spec/template/spec")]
    [InlineData("apps/v1 ReplicaSet replicasets", "/spec/template/spec")]
    [InlineData("apps/v1 StatefulSet statefulsets", "/spec/template/spec")]
    [InlineData("apps/v1 DaemonSet daemonsets", "/spec/template/spec")]
    [InlineData("apps/v1beta1 StatefulSet statefulsets", "/spec/template/spec")]
    [InlineData("apps/v1beta2 DaemonSet daemonsets", "/spec/template/spec")]
    [InlineData("extensions/v1beta1 Deployment deployments", "/spec/template/spec")]
    [InlineData("batch/v1 Job jobs", "/spec/template/spec")]
    [InlineData("batch/v1 CronJob cronjobs", "/spec/jobTemplate/spec/template/spec")]
    [InlineData("batch/v1beta1 CronJob cronjobs", "/spec/jobTemplate/spec/template/spec")]
    public void Every_list_of_every_kind_is_found(string type, string podSpec)
    {
        JsonObject root = Wrap(type, podSpec, new JsonObject
        {
            ["initContainers"] = new JsonArray(Reviews.Container("init", "a:1")),
            ["containers"] = new JsonArray(Reviews.Container("main", "b:1"), Reviews.Container("side", "b:1")),
            ["ephemeralContainers"] = new JsonArray(Reviews.Container("debug", "c:1")),
            ["volumes"] = new JsonArray(
                new JsonObject { ["name"] = "tmp", ["emptyDir"] = new JsonObject() },
                new JsonObject { ["name"] = "model", ["image"] = new JsonObject { ["reference"] = "d:1", ["pullPolicy"] = "Always" } }),
        });

        Found(type, root).Should().Equal(
            new ImageUse(podSpec + "/initContainers/0/image", "initContainers", "init", "a:1"),
            new ImageUse(podSpec + "/containers/0/image", "containers", "main", "b:1"),
            new ImageUse(podSpec + "/containers/1/image", "containers", "side", "b:1"),
            new ImageUse(podSpec + "/ephemeralContainers/0/image", "ephemeralContainers", "debug", "c:1"),
            new ImageUse(podSpec + "/volumes/1/image/reference", "volumes", "model", "d:1"));
    }

    [Fact]
    public void The_old_shape_of_ephemeral_containers_is_found() =>
        Found("v1 EphemeralContainers pods/ephemeralcontainers", new JsonObject
        {
            ["kind"] = "EphemeralContainers",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject { ["name"] = "shop" },
            ["ephemeralContainers"] = new JsonArray(Reviews.Container("debug", "busybox")),
        }).Should().Equal(new ImageUse("/ephemeralContainers/0/image", "ephemeralContainers", "debug", "busybox"));

    [Fact]
    public void Lists_that_are_null_or_absent_name_nothing() =>
        Found("v1 Pod pods", new JsonObject { ["spec"] = new JsonObject { ["containers"] = null } }).Should().BeEmpty();

    [Theory]
    [InlineData("v1 ConfigMap configmaps")]
    [InlineData("argoproj.io/v1alpha1 Rollout rollouts")]
    [InlineData("apps/v2 Deployment deployments")]
    [InlineData("apps/v1 Pod pods")]
    [InlineData("v1 Deployment deployments")]
    [InlineData("v1 Pod deployments")]                     // kind and resource do not agree
    [InlineData("v1 pod pods")]
    [InlineData("v1 Pod pods/debug")]
    [InlineData("apps/v1 Deployment deployments/rollback")]
    [InlineData("v1 EphemeralContainers pods")]
    public void A_kind_that_is_not_known_is_named(string type) =>
        Find(type, Reviews.Pod("nginx")).Should().BeOfType<ImageFinding.UnknownKind>().Which.Line.Should().ContainAll(type.Split(' '));

    [Theory]
    [InlineData("""{}""", "/spec is not an object")]
    [InlineData("""{"spec":null}""", "/spec is not an object")]
    [InlineData("""{"spec":[]}""", "/spec is not an object")]
    [InlineData("""{"Spec":{"containers":[]}}""", "/spec is not an object")]
    [InlineData("""{"spec":{"containers":{}}}""", "/spec/containers is not a list")]
    [InlineData("""{"spec":{"containers":"nginx"}}""", "/spec/containers is not a list")]
    [InlineData("""{"spec":{"containers":[null]}}""", "/spec/containers/0 is not an object")]
    [InlineData("""{"spec":{"containers":["nginx"]}}""", "/spec/containers/0 is not an object")]
    [InlineData("""{"spec":{"containers":[{"name":"a"}]}}""", "/spec/containers/0 has no image")]
    [InlineData("""{"spec":{"containers":[{"name":"a","image":null}]}}""", "/spec/containers/0 has no image")]
    [InlineData("""{"spec":{"containers":[{"name":"a","image":""}]}}""", "/spec/containers/0 has no image")]
    [InlineData("""{"spec":{"containers":[{"name":"a","Image":"nginx"}]}}""", "/spec/containers/0 has no image")]
    [InlineData("""{"spec":{"containers":[{"name":"a","image":["nginx"]}]}}""", "/spec/containers/0 has image that is not a string")]
    [InlineData("""{"spec":{"containers":[{"name":1,"image":"nginx"}]}}""", "/spec/containers/0 has a name that is not a string")]
    [InlineData("""{"spec":{"initContainers":[{"name":"a","image":"x"},{}]}}""", "/spec/initContainers/1 has no image")]
    [InlineData("""{"spec":{"ephemeralContainers":5}}""", "/spec/ephemeralContainers is not a list")]
    [InlineData("""{"spec":{"volumes":[{"name":"v","image":"nginx"}]}}""", "/spec/volumes/0/image is not an object")]
    [InlineData("""{"spec":{"volumes":[{"name":"v","image":{}}]}}""", "/spec/volumes/0/image has no reference")]
    [InlineData("""{"spec":{"volumes":[{"name":"v","image":{"reference":1}}]}}""", "/spec/volumes/0/image has reference that is not a string")]
    [InlineData("""{"kind":"Job","spec":{"containers":[]}}""", "apiVersion and kind are not v1 Pod")]
    [InlineData("""{"apiVersion":"v2","spec":{"containers":[]}}""", "apiVersion and kind are not v1 Pod")]
    [InlineData("""{"kind":1,"spec":{"containers":[]}}""", "apiVersion and kind are not v1 Pod")]
    public void A_pod_that_is_no_pod_is_refused(string json, string expected) =>
        Find("v1 Pod pods", JsonNode.Parse(json)).Should().BeOfType<ImageFinding.Malformed>().Which.Line.Should().Contain(expected);

    [Theory]
    [InlineData("""{"spec":{}}""")]
    [InlineData("""{"spec":{"template":null}}""")]
    [InlineData("""{"spec":{"template":{"spec":"x"}}}""")]
    [InlineData("""{"spec":{"template":{"spec":{"containers":[{"name":"a"}]}}}}""")]
    public void A_template_that_is_no_template_is_refused(string json) =>
        Find("apps/v1 Deployment deployments", JsonNode.Parse(json)).Should().BeOfType<ImageFinding.Malformed>();

    [Fact]
    public void No_object_is_refused() => Find("v1 Pod pods", null).Should().BeOfType<ImageFinding.Malformed>();

    [Fact]
    public void A_template_may_leave_a_volumes_reference_to_the_pod() =>
        Found("batch/v1 Job jobs", JsonNode.Parse("""{"spec":{"template":{"spec":{"volumes":[{"name":"v","image":{}}]}}}}""")!).Should().BeEmpty();

    [Theory]
    [InlineData(1_000, false)]
    [InlineData(1_001, true)]
    [InlineData(10_000, true)]
    public void Images_are_bounded(int containers, bool expected) =>
        (Find("v1 Pod pods", Reviews.Pod([.. Enumerable.Repeat("nginx", containers)])) is ImageFinding.TooMany).Should().Be(expected);

    [Fact]
    public void The_bound_counts_all_lists_together()
    {
        JsonObject pod = Reviews.Pod([.. Enumerable.Repeat("nginx", 600)]);
        pod["spec"]!["initContainers"] = pod["spec"]!["containers"]!.DeepClone();

        Find("v1 Pod pods", pod).Should().BeOfType<ImageFinding.TooMany>();
    }

    [Theory]
    [InlineData("/spec/containers/0/image", "spec.containers[0].image")]
    [InlineData("/spec/template/spec/volumes/12/image/reference", "spec.template.spec.volumes[12].image.reference")]
    [InlineData("/ephemeralContainers/3/image", "ephemeralContainers[3].image")]
    public void A_pointer_is_shown_as_kubernetes_writes_paths(string pointer, string expected) =>
        new ImageUse(pointer, "", "", "").Field.Should().Be(expected);

    private static JsonObject Wrap(string type, string podSpec, JsonObject spec)
    {
        JsonObject wrapped = podSpec.Split('/')[1..].Reverse().Aggregate(spec, (inner, name) => new JsonObject { [name] = inner });
        wrapped["apiVersion"] = type.Split(' ')[0];
        wrapped["kind"] = type.Split(' ')[1];
        return wrapped;
    }

    private static IReadOnlyList<ImageUse> Found(string type, JsonNode root) => Find(type, root).Should().BeOfType<ImageFinding.Found>().Which.Uses;

    private static ImageFinding Find(string type, JsonNode? root)
    {
        string[] parts = type.Split(' ');
        string[] version = parts[0].Contains('/', StringComparison.Ordinal) ? parts[0].Split('/') : ["", parts[0]];
        string[] resource = [.. parts[2].Split('/'), ""];
        return ImageFinder.Find(
            new GroupVersionKind(version[0], version[1], parts[1]),
            new GroupVersionResource(version[0], version[1], resource[0]),
            resource[1],
            root is null ? null : JsonElement.Parse(root.ToJsonString()));
    }
}
