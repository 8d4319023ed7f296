using System.Text.Json.Nodes;

namespace ImageGate.Alerts.Payloads;

/// <summary>What the body of a receiver looks like. The formats of this library are all there are.</summary>
public abstract class PayloadFormat
{
    private protected PayloadFormat()
    {
    }

    /// <summary>Incoming webhooks of Slack.</summary>
    public static PayloadFormat Slack { get; } = new SlackFormat();

    /// <summary>Microsoft Teams, by a workflow that takes Adaptive Cards.</summary>
    public static PayloadFormat Teams { get; } = new TeamsFormat();

    /// <summary>Opsgenie's alert API.</summary>
    public static PayloadFormat Opsgenie { get; } = new OpsgenieFormat();

    /// <summary>Elastic Common Schema.</summary>
    public static PayloadFormat Ecs { get; } = new EcsFormat();

    /// <summary>Sysdig's event API.</summary>
    public static PayloadFormat Sysdig { get; } = new SysdigFormat();

    /// <summary>CloudEvents 1.0, structured JSON.</summary>
    public static PayloadFormat CloudEvents { get; } = new CloudEventsFormat();

    /// <summary>ImageGate's own JSON.</summary>
    public static PayloadFormat Webhook { get; } = new WebhookFormat();

    /// <summary>PagerDuty's Events API v2.</summary>
    /// <param name="routingKey">The integration's key: a secret.</param>
    public static PayloadFormat PagerDuty(string routingKey) => new PagerDutyFormat(routingKey);

    /// <summary>Where the receiver is when nothing is written, or null.</summary>
    public virtual Uri? DefaultAddress => null;

    /// <summary>The body's media type.</summary>
    internal virtual string ContentType => "application/json";

    /// <summary>Writes the body.</summary>
    internal abstract JsonNode Write(Alert alert, PayloadContext context);
}
