namespace ImageGate.Kubernetes.Api.Objects;

/// <summary>
/// A MutatingWebhookConfiguration or a ValidatingWebhookConfiguration. Source: Kubernetes API, admissionregistration.k8s.io/v1.
/// </summary>
public sealed record WebhookConfiguration : IApiObject
{
    /// <inheritdoc/>
    public ObjectMetadata Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>The webhooks, in the order of the object.</summary>
    public IReadOnlyList<Webhook> Webhooks { get; init => field = value ?? []; } = [];
}
