namespace ImageGate.EndToEnd.Parts;

/// <summary>Objects that run containers, as YAML.</summary>
internal static class Workload
{
    /// <summary>A Pod; the name may be followed by more lines of its metadata.</summary>
    public static string Pod(string name, string image, string metadata = "") => $$"""
        apiVersion: v1
        kind: Pod
        metadata: {name: {{name}}, labels: {app: {{name}}}{{metadata}}}
        spec: {{Spec(image)}}
        """;

    /// <summary>A Pod with an init container.</summary>
    public static string PodWithInit(string name, string image, string initImage) => $$"""
        apiVersion: v1
        kind: Pod
        metadata: {name: {{name}}}
        spec: {initContainers: [{name: init, image: "{{initImage}}"}], containers: [{name: main, image: "{{image}}"}]}
        """;

    /// <summary>A Pod with many containers.</summary>
    public static string PodOf(string name, IEnumerable<string> images) => $$"""
        apiVersion: v1
        kind: Pod
        metadata: {name: {{name}}}
        spec:
          containers:
        {{string.Join('\n', images.Select((image, index) => $"  - {{name: c{index}, image: \"{image}\"}}"))}}
        """;

    /// <summary>An object with a template at <c>spec.template</c>.</summary>
    public static string Templated(string apiVersion, string kind, string name, string image, string spec = "") => $$"""
        apiVersion: {{apiVersion}}
        kind: {{kind}}
        metadata: {name: {{name}}}
        spec: { {{spec}} template: {{Template(name, image)}} }
        """;

    public static string Deployment(string name, string image, int replicas = 1) => Templated("apps/v1", "Deployment", name, image, $"replicas: {replicas}, {Selector(name)}");

    public static string Selector(string name) => $"selector: {{matchLabels: {{app: {name}}}}},";

    public static string CronJob(string name, string image) => $$"""
        apiVersion: batch/v1beta1
        kind: CronJob
        metadata: {name: {{name}}}
        spec: {schedule: "0 0 1 1 *", jobTemplate: {spec: {template: {{Template(name, image, "Never")}} } } }
        """;

    public static string PodTemplate(string name, string image) => $$"""
        apiVersion: v1
        kind: PodTemplate
        metadata: {name: {{name}}}
        template: {{Template(name, image)}}
        """;

    private static string Template(string name, string image, string restartPolicy = "Always") =>
        $"{{metadata: {{labels: {{app: {name}}}}}, spec: {Spec(image, restartPolicy)}}}";

    private static string Spec(string image, string restartPolicy = "Always") =>
        $"{{restartPolicy: {restartPolicy}, containers: [{{name: main, image: \"{image}\"}}]}}";
}
