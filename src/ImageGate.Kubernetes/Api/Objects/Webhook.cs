namespace ImageGate.Kubernetes.Api.Objects;

/// <summary>One webhook of a configuration.</summary>
public sealed record Webhook
{
    /// <summary>Its name, unique within the configuration.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>How the API server reaches it.</summary>
    public WebhookClientConfig ClientConfig { get; init => field = value ?? new(); } = new();
}
