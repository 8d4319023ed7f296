using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImageGate.Load;

/// <summary>Reviews in the shapes of a cluster: Pods and Deployments with 1 to 12 containers, some updates, some deletions.</summary>
internal static class Corpus
{
    private const int MaxContainers = 12;
    private const double Updates = 0.10;
    private const double Deletions = 0.05;
    private const double Deployments = 0.20;

    /// <summary>Makes reviews of these images, the same ones for the same seed.</summary>
    public static Review[] Make(IReadOnlyList<LoadImage> images, int count, int seed)
    {
        var random = new Random(seed);
        LoadImage[] signed = [.. images.Where(image => image.IsSigned)];
        LoadImage[] unsigned = [.. images.Where(image => !image.IsSigned)];
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            // Most Pods have one or two containers.
            int containers = 1 + (int)(MaxContainers * Math.Pow(random.NextDouble(), 3));
            LoadImage[] chosen = [.. Enumerable.Range(0, containers).Select(_ => signed[random.Next(signed.Length)])];
            if (unsigned.Length > 0 && random.NextDouble() < 0.05)
            {
                chosen[random.Next(containers)] = unsigned[random.Next(unsigned.Length)];
            }

            double operation = random.NextDouble();
            return operation < Deletions ? Delete(chosen)
                : operation < Deletions + (Updates / 2) ? Relabel(chosen)
                : operation < Deletions + Updates ? RollOut(chosen)
                : Create(chosen, random.NextDouble() < Deployments);
        })];
    }

    /// <summary>A Pod, or a Deployment, that is created; with an annotation of so many characters, in a namespace.</summary>
    public static Review Create(LoadImage[] images, bool isDeployment = false, bool byDigest = false, int padding = 0, string space = "shop")
    {
        string[] texts = [.. images.Select(image => byDigest ? image.Pinned : image.Text)];
        JsonObject request = Request("CREATE", isDeployment);
        request["namespace"] = space;
        request["object"] = isDeployment ? Deployment(texts) : Pod(texts);
        request["object"]!["metadata"]!["annotations"]!["padding"] = new string('x', padding);
        return Finish(request, images, isDeployment || byDigest ? [] : images);
    }

    /// <summary>A label of a running Pod changes: its images were decided when they came in.</summary>
    private static Review Relabel(LoadImage[] images)
    {
        string[] texts = [.. images.Select(image => image.Pinned)];
        JsonObject request = Request("UPDATE", isDeployment: false);
        request["object"] = Pod(texts);
        request["oldObject"] = Pod(texts);
        request["object"]!["metadata"]!["labels"]!["changed"] = "true";
        return Finish(request, [], []);
    }

    /// <summary>A Deployment gets its next version.</summary>
    private static Review RollOut(LoadImage[] images)
    {
        JsonObject request = Request("UPDATE", isDeployment: true);
        request["object"] = Deployment([.. images.Select(image => image.Text)]);
        request["oldObject"] = Deployment([.. images.Select(image => image.Text + ".old")]);
        return Finish(request, images, []);
    }

    private static Review Delete(LoadImage[] images)
    {
        JsonObject request = Request("DELETE", isDeployment: false);
        request["oldObject"] = Pod([.. images.Select(image => image.Text)]);
        return Finish(request, [], []);
    }

    private static Review Finish(JsonObject request, LoadImage[] checkedImages, LoadImage[] pinned)
    {
        bool isDenied = checkedImages.Any(image => !image.IsSigned);
        var review = new JsonObject { ["apiVersion"] = "admission.k8s.io/v1", ["kind"] = "AdmissionReview", ["request"] = request };
        return new Review(
            JsonSerializer.SerializeToUtf8Bytes(review),
            request["uid"]!.GetValue<string>(),
            isDenied ? new Dictionary<string, string>() : pinned.Select((image, index) => (image, index)).ToDictionary(
                one => string.Create(CultureInfo.InvariantCulture, $"/spec/containers/{one.index}/image"), one => one.image.Pinned),
            isDenied ? "NoSignature" : null,
            checkedImages.Any(image => image.IsIll));
    }

    private static JsonObject Request(string operation, bool isDeployment) => new()
    {
        ["uid"] = Guid.NewGuid().ToString(),
        ["kind"] = isDeployment
            ? new JsonObject { ["group"] = "apps", ["version"] = "v1", ["kind"] = "Deployment" }
            : new JsonObject { ["group"] = "", ["version"] = "v1", ["kind"] = "Pod" },
        ["resource"] = isDeployment
            ? new JsonObject { ["group"] = "apps", ["version"] = "v1", ["resource"] = "deployments" }
            : new JsonObject { ["group"] = "", ["version"] = "v1", ["resource"] = "pods" },
        ["name"] = "shop-6d5f7c9b8-abcde",
        ["namespace"] = "shop",
        ["operation"] = operation,
        ["userInfo"] = new JsonObject
        {
            ["username"] = "system:serviceaccount:kube-system:replicaset-controller",
            ["groups"] = new JsonArray("system:serviceaccounts", "system:serviceaccounts:kube-system", "system:authenticated"),
        },
        ["dryRun"] = false,
    };

    private static JsonObject Deployment(string[] images) => new()
    {
        ["apiVersion"] = "apps/v1",
        ["kind"] = "Deployment",
        ["metadata"] = Metadata(),
        ["spec"] = new JsonObject
        {
            ["replicas"] = 3,
            ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = "shop" } },
            ["template"] = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["app"] = "shop" } }, ["spec"] = PodSpec(images) },
        },
    };

    private static JsonObject Pod(string[] images) => new() { ["apiVersion"] = "v1", ["kind"] = "Pod", ["metadata"] = Metadata(), ["spec"] = PodSpec(images) };

    private static JsonObject Metadata() => new()
    {
        ["name"] = "shop-6d5f7c9b8-abcde",
        ["namespace"] = "shop",
        ["labels"] = new JsonObject { ["app"] = "shop", ["app.kubernetes.io/managed-by"] = "Helm", ["pod-template-hash"] = "6d5f7c9b8" },
        ["annotations"] = new JsonObject { ["prometheus.io/scrape"] = "true", ["checksum/config"] = new string('a', 64) },
        ["managedFields"] = new JsonArray(new JsonObject
        {
            ["manager"] = "kube-controller-manager",
            ["operation"] = "Update",
            ["apiVersion"] = "v1",
            ["fieldsType"] = "FieldsV1",
            ["fieldsV1"] = new JsonObject { ["f:metadata"] = new JsonObject { ["f:labels"] = new JsonObject { ["."] = new JsonObject(), ["f:app"] = new JsonObject() } } },
        }),
    };

    private static JsonObject PodSpec(string[] images) => new()
    {
        ["serviceAccountName"] = "shop",
        ["securityContext"] = new JsonObject { ["runAsNonRoot"] = true, ["seccompProfile"] = new JsonObject { ["type"] = "RuntimeDefault" } },
        ["containers"] = new JsonArray([.. images.Select((image, index) => (JsonNode)Container($"c{index}", image))]),
        ["volumes"] = new JsonArray(new JsonObject { ["name"] = "config", ["configMap"] = new JsonObject { ["name"] = "shop-config", ["defaultMode"] = 420 } }),
        ["tolerations"] = new JsonArray(new JsonObject { ["key"] = "node.kubernetes.io/not-ready", ["operator"] = "Exists", ["effect"] = "NoExecute", ["tolerationSeconds"] = 300 }),
    };

    private static JsonObject Container(string name, string image) => new()
    {
        ["name"] = name,
        ["image"] = image,
        ["imagePullPolicy"] = "IfNotPresent",
        ["ports"] = new JsonArray(new JsonObject { ["name"] = "http", ["containerPort"] = 8080, ["protocol"] = "TCP" }),
        ["env"] = new JsonArray(
            new JsonObject { ["name"] = "LOG_LEVEL", ["value"] = "info" },
            new JsonObject { ["name"] = "DATABASE", ["valueFrom"] = new JsonObject { ["secretKeyRef"] = new JsonObject { ["name"] = "shop-database", ["key"] = "url" } } }),
        ["resources"] = new JsonObject
        {
            ["requests"] = new JsonObject { ["cpu"] = "100m", ["memory"] = "128Mi" },
            ["limits"] = new JsonObject { ["memory"] = "256Mi" },
        },
        ["livenessProbe"] = new JsonObject { ["httpGet"] = new JsonObject { ["path"] = "/healthz", ["port"] = "http" }, ["periodSeconds"] = 10, ["timeoutSeconds"] = 1 },
        ["volumeMounts"] = new JsonArray(new JsonObject { ["name"] = "config", ["mountPath"] = "/etc/shop" }),
        ["securityContext"] = new JsonObject { ["allowPrivilegeEscalation"] = false, ["capabilities"] = new JsonObject { ["drop"] = new JsonArray("ALL") } },
    };
}
