namespace ImageGate.Kubernetes.Api.Objects;

/// <summary>An Event: a line about an object, for people. Source: Kubernetes API, Event v1.</summary>
public sealed record ApiEvent : IApiObject
{
    /// <summary>In the namespace of <see cref="InvolvedObject"/>, or <c>default</c> when that has none.</summary>
    public ObjectMetadata Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What it is about.</summary>
    public ObjectReference InvolvedObject { get; init => field = value ?? new(); } = new();

    /// <summary>One word, in the spelling of a type's name.</summary>
    public string? Reason { get; init; }

    /// <summary>For people.</summary>
    public string? Message { get; init; }

    /// <summary><c>Normal</c> or <c>Warning</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Who says it: <c>imagegate.dev/webhook</c>.</summary>
    public string? ReportingComponent { get; init; }

    /// <summary>Which of them: the Pod's name.</summary>
    public string? ReportingInstance { get; init; }

    /// <summary>When it first happened. See <see cref="ApiTime.Seconds"/>.</summary>
    public string? FirstTimestamp { get; init; }

    /// <summary>When it last happened. See <see cref="ApiTime.Seconds"/>.</summary>
    public string? LastTimestamp { get; init; }

    /// <summary>How often it happened.</summary>
    public int? Count { get; init; }
}
