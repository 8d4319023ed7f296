using static ImageGate.Kubernetes.Api.Objects.ApiJson;

namespace ImageGate.Kubernetes.Api.Objects;

/// <summary>The kinds of objects that ImageGate deals with.</summary>
public static class ApiResources
{
    private const string Admission = "admissionregistration.k8s.io";

    /// <summary>Namespaces, with their labels only.</summary>
    public static ApiResource<PartialObject> Namespaces { get; } =
        new("", "v1", "namespaces", "Namespace", Default.PartialObject, Default.ObjectPagePartialObject);

    /// <summary>Secrets, with their data.</summary>
    public static ApiResource<Secret> Secrets { get; } = new("", "v1", "secrets", "Secret", Default.Secret, Default.ObjectPageSecret);

    /// <summary>Service accounts.</summary>
    public static ApiResource<ServiceAccount> ServiceAccounts { get; } =
        new("", "v1", "serviceaccounts", "ServiceAccount", Default.ServiceAccount, Default.ObjectPageServiceAccount);

    /// <summary>Pods.</summary>
    public static ApiResource<Pod> Pods { get; } = new("", "v1", "pods", "Pod", Default.Pod, Default.ObjectPagePod);

    /// <summary>Events.</summary>
    public static ApiResource<ApiEvent> Events { get; } = new("", "v1", "events", "Event", Default.ApiEvent, Default.ObjectPageApiEvent);

    /// <summary>Leases.</summary>
    public static ApiResource<Lease> Leases { get; } = new("coordination.k8s.io", "v1", "leases", "Lease", Default.Lease, Default.ObjectPageLease);

    /// <summary>Configurations of mutating webhooks.</summary>
    public static ApiResource<WebhookConfiguration> MutatingWebhooks { get; } = new(
        Admission, "v1", "mutatingwebhookconfigurations", "MutatingWebhookConfiguration", Default.WebhookConfiguration, Default.ObjectPageWebhookConfiguration);

    /// <summary>Configurations of validating webhooks.</summary>
    public static ApiResource<WebhookConfiguration> ValidatingWebhooks { get; } = new(
        Admission, "v1", "validatingwebhookconfigurations", "ValidatingWebhookConfiguration", Default.WebhookConfiguration, Default.ObjectPageWebhookConfiguration);

    internal static ApiResource<AccessReview> AccessReviews { get; } = new(
        "authorization.k8s.io", "v1", "selfsubjectaccessreviews", "SelfSubjectAccessReview", Default.AccessReview, Default.ObjectPageAccessReview);
}
