using System.Text;
using System.Text.Json.Nodes;

namespace ImageGate.Kubernetes.Tests.Admission;

/// <summary>AdmissionReviews as kube-apiserver sends them.</summary>
internal static class Reviews
{
    public const string Uid = "705ab4f5-6393-11e8-b7cc-42010a800002";

    /// <summary>The review of a kind, such as <c>apps/v1 Deployment deployments</c> or <c>v1 Pod pods/ephemeralcontainers</c>.</summary>
    public static JsonObject Of(string type, string operation, JsonNode? value, JsonNode? old = null)
    {
        string[] parts = type.Split(' ');
        string[] version = parts[0].Contains('/', StringComparison.Ordinal) ? parts[0].Split('/') : ["", parts[0]];
        string[] resource = parts[2].Split('/');
        var request = new JsonObject
        {
            ["uid"] = Uid,
            ["kind"] = new JsonObject { ["group"] = version[0], ["version"] = version[1], ["kind"] = parts[1] },
            ["resource"] = new JsonObject { ["group"] = version[0], ["version"] = version[1], ["resource"] = resource[0] },
            ["requestKind"] = new JsonObject { ["group"] = version[0], ["version"] = version[1], ["kind"] = parts[1] },
            ["requestResource"] = new JsonObject { ["group"] = version[0], ["version"] = version[1], ["resource"] = resource[0] },
            ["name"] = "shop-5d8c",
            ["namespace"] = "prod",
            ["operation"] = operation,
            ["userInfo"] = new JsonObject { ["username"] = "jane@acme.io", ["groups"] = new JsonArray("system:authenticated") },
            ["object"] = value?.DeepClone(),
            ["oldObject"] = old?.DeepClone(),
            ["dryRun"] = false,
            ["options"] = new JsonObject { ["kind"] = "CreateOptions", ["apiVersion"] = "meta.k8s.io/v1", ["fieldManager"] = "kubectl-client-side-apply" },
        };
        if (resource.Length > 1)
        {
            request["subResource"] = resource[1];
        }

        return new JsonObject { ["kind"] = "AdmissionReview", ["apiVersion"] = "admission.k8s.io/v1", ["request"] = request };
    }

    public static byte[] Bytes(this JsonNode review) => Encoding.UTF8.GetBytes(review.ToJsonString());

    public static JsonObject Pod(params string[] images) => Workload("v1", "Pod", PodSpec(images));

    public static JsonObject Deployment(int replicas, params string[] images)
    {
        JsonObject deployment = Workload("apps/v1", "Deployment", new JsonObject
        {
            ["replicas"] = replicas,
            ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = "shop" } },
            ["template"] = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["app"] = "shop" } }, ["spec"] = PodSpec(images) },
        });
        return deployment;
    }

    public static JsonObject Workload(string apiVersion, string kind, JsonObject spec) => new()
    {
        ["kind"] = kind,
        ["apiVersion"] = apiVersion,
        ["metadata"] = new JsonObject
        {
            ["name"] = "shop-5d8c",
            ["namespace"] = "prod",
            ["uid"] = "8d0a5a0e-6f7c-4b7e-9b58-0c3b6a0a7a01",
            ["creationTimestamp"] = "2026-01-02T03:04:05Z",
            ["labels"] = new JsonObject { ["app"] = "shop" },
            ["managedFields"] = new JsonArray(new JsonObject
            {
                ["manager"] = "kubectl-client-side-apply",
                ["operation"] = "Update",
                ["fieldsType"] = "FieldsV1",
                ["fieldsV1"] = new JsonObject { ["f:spec"] = new JsonObject { ["f:containers"] = new JsonObject { ["k:{\"name\":\"c0\"}"] = new JsonObject { ["."] = new JsonObject() } } } },
            }),
        },
        ["spec"] = spec,
        ["status"] = new JsonObject(),
    };

    /// <summary>Containers c0, c1, … with these images.</summary>
    public static JsonObject PodSpec(params string[] images) => new()
    {
        ["volumes"] = new JsonArray(new JsonObject { ["name"] = "tmp", ["emptyDir"] = new JsonObject() }),
        ["containers"] = new JsonArray([.. images.Select((image, index) => Container("c" + index, image))]),
        ["restartPolicy"] = "Always",
        ["serviceAccountName"] = "default",
    };

    public static JsonNode Container(string name, string image) => new JsonObject
    {
        ["name"] = name,
        ["image"] = image,
        ["resources"] = new JsonObject(),
        ["imagePullPolicy"] = "IfNotPresent",
    };
}
