using System.Diagnostics.CodeAnalysis;

namespace ImageGate.Kubernetes.Api.Objects;

/// <summary>How the API server reaches a webhook.</summary>
public sealed record WebhookClientConfig
{
    /// <summary>The PEM certificates that its server's certificate must hang on, or null: the system's.</summary>
    [SuppressMessage("Performance", "CA1819", Justification = "The bytes of one field, as they came.")]
    public byte[]? CaBundle { get; init; }
}
