namespace ImageGate.Kubernetes.Workloads;

/// <summary>A kind that runs containers, and where its Pod spec is.</summary>
/// <remarks>Source: Kubernetes API reference v1.34, "Workload Resources"; versions that are gone do no harm.</remarks>
internal sealed class WorkloadType
{
    private const string EphemeralContainers = "ephemeralcontainers";

    private static readonly string[] Direct = ["spec"];
    private static readonly string[] Templated = ["spec", "template", "spec"];
    private static readonly string[] Scheduled = ["spec", "jobTemplate", "spec", "template", "spec"];

    private static readonly WorkloadType[] All =
    [
        new("", "v1", "Pod", "pods", "", Direct),
        new("", "v1", "Pod", "pods", EphemeralContainers, Direct),

        // Kubernetes 1.16 to 1.22 sent the list alone, as a kind of its own.
        new("", "v1", "EphemeralContainers", "pods", EphemeralContainers, []),
        new("", "v1", "PodTemplate", "podtemplates", "", ["template", "spec"]),
        new("", "v1", "ReplicationController", "replicationcontrollers", "", Templated),
        .. Apps("apps", "v1", "v1beta2", "v1beta1"),
        .. Apps("extensions", "v1beta1"),
        new("batch", "v1", "Job", "jobs", "", Templated),
        new("batch", "v1", "CronJob", "cronjobs", "", Scheduled),
        new("batch", "v1beta1", "CronJob", "cronjobs", "", Scheduled),
    ];

    /// <summary>A Pod.</summary>
    public static WorkloadType Pod { get; } = All[0];

    private readonly GroupVersionKind _kind;
    private readonly GroupVersionResource _resource;
    private readonly string _subResource;

    private WorkloadType(string group, string version, string kind, string resource, string subResource, IReadOnlyList<string> podSpec)
    {
        _kind = new GroupVersionKind(group, version, kind);
        _resource = new GroupVersionResource(group, version, resource);
        _subResource = subResource;
        PodSpec = podSpec;
    }

    /// <summary>The names that lead to what holds the lists of containers.</summary>
    public IReadOnlyList<string> PodSpec { get; }

    /// <summary>Whether it is a Pod, or its ephemeral containers: what a kubelet runs as it stands.</summary>
    public bool IsPod => _resource.Resource == "pods";

    /// <summary>Whether <c>/spec/replicas</c> says how many Pods there are.</summary>
    public bool HasReplicas => _kind.Kind is "Deployment" or "ReplicaSet" or "StatefulSet" or "ReplicationController";

    /// <summary>The type, or null for what is not known: kind, resource and sub-resource must all agree.</summary>
    public static WorkloadType? Find(GroupVersionKind kind, GroupVersionResource resource, string subResource) =>
        Array.Find(All, type => type._kind == kind && type._resource == resource && type._subResource == subResource);

    private static IEnumerable<WorkloadType> Apps(string group, params string[] versions) => versions.SelectMany(version => new WorkloadType[]
    {
        new(group, version, "Deployment", "deployments", "", Templated),
        new(group, version, "ReplicaSet", "replicasets", "", Templated),
        new(group, version, "StatefulSet", "statefulsets", "", Templated),
        new(group, version, "DaemonSet", "daemonsets", "", Templated),
    });
}
