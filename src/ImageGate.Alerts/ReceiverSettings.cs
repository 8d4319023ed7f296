using System.Text.Json.Nodes;
using ImageGate.Alerts.Payloads;

namespace ImageGate.Alerts;

/// <summary>One receiver of alerts. Address, headers and format may hold secrets: only the name is in its text.</summary>
/// <param name="Name">Unique in its configuration; in logs and metrics.</param>
/// <param name="Events">What it is told; never empty.</param>
/// <param name="Address">Where it is: <c>https</c>, or <c>http</c> where that was allowed.</param>
/// <param name="Format">What the body looks like.</param>
public sealed record ReceiverSettings(string Name, IReadOnlyList<AlertEvent> Events, Uri Address, PayloadFormat Format)
{
    /// <summary>More headers.</summary>
    public IReadOnlyList<AlertHeader> Headers { get; init; } = [];

    /// <summary>Fields that are merged into the body, or null.</summary>
    public JsonObject? PayloadFields { get; init; }

    /// <summary>From 1, the highest, to 5.</summary>
    public int Priority { get; init; } = 3;

    /// <summary>How long repetitions are counted before a summary says how many there were.</summary>
    public TimeSpan Window { get; init; } = Limits.DefaultWindow;

    /// <summary>Time for one try.</summary>
    public TimeSpan Timeout { get; init; } = Limits.DefaultTimeout;

    /// <summary>The proxy, or null: as the system's settings say.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>PEM of the authorities that alone may vouch for the receiver, or null: the system's.</summary>
    public string? CaBundle { get; init; }

    /// <summary>Whether what would be admitted with an alert of this receiver is not, while it cannot be told.</summary>
    public bool DenyIfUndelivered { get; init; }

    /// <summary>The name alone.</summary>
    public override string ToString() => Name;
}
