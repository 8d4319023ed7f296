using System.Text;
using ImageGate.Kubernetes.Api;
using ImageGate.Kubernetes.Api.Objects;
using ImageGate.Kubernetes.Api.Watching;

namespace ImageGate.Server.Cluster;

/// <summary>One webhook configuration whose <c>caBundle</c> is kept.</summary>
/// <param name="kind"><c>mutating</c> or <c>validating</c>: the label of its metric.</param>
/// <param name="name">Its name.</param>
/// <param name="resource">What it is.</param>
/// <param name="cluster">Where.</param>
/// <param name="time">The clock of waits.</param>
internal sealed class KeptConfiguration(string kind, string name, ApiResource<WebhookConfiguration> resource, ClusterConnection cluster, TimeProvider time)
{
    /// <summary>The label of its metric.</summary>
    public string Kind => kind;

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>Follows it.</summary>
    public Watcher<WebhookConfiguration> Watcher { get; } = new(cluster.Client, resource, new ApiSelection(Name: name), time);

    /// <summary>Whether it is there with nothing but this bundle, as far as the watch says.</summary>
    public bool Has(string? caBundle) => caBundle is not null && Find() is { } found && Has(found, caBundle);

    /// <summary>In words.</summary>
    public string Describe(string? caBundle) =>
        Watcher.LastFailure is { } failure ? failure.Detail
        : !Watcher.HasSynced ? "not read yet"
        : Find() is null ? "there is none yet: waiting for it"
        : Has(caBundle) ? "its caBundle is right"
        : "its caBundle is not right yet";

    /// <summary>Reads it, and writes the bundle where it is another. To be called by the leader only.</summary>
    public async Task<KeptResult> KeepAsync(string caBundle, CancellationToken cancellationToken)
    {
        // Asked for, not taken from the watch, which may be behind.
        switch (await cluster.Client.GetAsync(resource, null, name, cancellationToken))
        {
            case ApiResult<WebhookConfiguration>.Failed { Failure: ApiFailure.NotFound }:
                return new KeptResult.Missing();
            case ApiResult<WebhookConfiguration>.Failed failed:
                return new KeptResult.Failed(failed.Failure);
            case ApiResult<WebhookConfiguration>.Found found when Has(found.Value, caBundle):
                return new KeptResult.Right();
            case ApiResult<WebhookConfiguration>.Found found:
                return await cluster.Client.SetCaBundleAsync(resource, found.Value, Encoding.ASCII.GetBytes(caBundle), cancellationToken)
                    is ApiResult<WebhookConfiguration>.Failed refused ? new KeptResult.Failed(refused.Failure) : new KeptResult.Written();
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static bool Has(WebhookConfiguration configuration, string caBundle) =>
        configuration.Webhooks.All(webhook => webhook.ClientConfig.CaBundle is { } bytes && bytes.AsSpan().SequenceEqual(Encoding.ASCII.GetBytes(caBundle)));

    private WebhookConfiguration? Find() => Watcher.Snapshot.Objects.Values.SingleOrDefault();
}
