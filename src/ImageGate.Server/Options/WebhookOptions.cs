namespace ImageGate.Server.Options;

/// <summary>The webhook configurations whose <c>caBundle</c> is kept. Section <c>Webhooks</c>; only for a self-managed certificate.</summary>
public sealed class WebhookOptions
{
    /// <summary>Name of the MutatingWebhookConfiguration, or null: there is none.</summary>
    public string? MutatingConfiguration { get; set; }

    /// <summary>Name of the ValidatingWebhookConfiguration, or null: there is none.</summary>
    public string? ValidatingConfiguration { get; set; }
}
