using ImageGate.Core;
using ImageGate.Core.Images;
using ImageGate.Core.Policies;
using ImageGate.Kubernetes.Namespaces;
using ImageGate.Kubernetes.PullSecrets;

namespace ImageGate.Kubernetes;

/// <summary>Learns what decides about images in a namespace beside their names: its labels, and what they are pulled with there.</summary>
/// <param name="pullSecrets">Reads what the images are pulled with, or null: registries are asked with the policies' credentials alone.</param>
/// <param name="namespaces">Knows the labels of namespaces, or null: nobody does.</param>
public sealed class PlacementReader(PullSecretReader? pullSecrets = null, NamespaceLabelReader? namespaces = null)
{
    /// <summary>Reads for some images of one Pod spec at once; nothing where it cannot matter.</summary>
    /// <param name="namespaceName">The namespace.</param>
    /// <param name="names">What the Pod spec says that the images are pulled with.</param>
    /// <param name="policies">The policies.</param>
    /// <param name="texts">The images: strangers' texts.</param>
    /// <param name="cancellationToken">How long there is; what is not known by then is left out, and said.</param>
    internal async Task<PlacementReading> ReadAsync(
        string namespaceName, PullSecretNames names, PolicySet policies, IEnumerable<string> texts, CancellationToken cancellationToken)
    {
        Placement placement = Placement.In(namespaceName);
        if (namespaces is not null && IsAny(texts, image => policies.WantsNamespaceLabels(image, namespaceName)))
        {
            placement = placement with { Labels = await namespaces.ReadAsync(namespaceName, cancellationToken).ConfigureAwait(false) };
        }

        if (pullSecrets is null || !IsAny(texts, image => policies.WantsPullCredentials(image, placement)))
        {
            return new PlacementReading(placement, []);                // no registry would be asked with it
        }

        PullSecretReading pull = await pullSecrets.ReadAsync(namespaceName, names, cancellationToken).ConfigureAwait(false);
        return new PlacementReading(placement with { Pull = pull.Credentials }, pull.Problems);
    }

    private static bool IsAny(IEnumerable<string> texts, Func<ImageReference, bool> condition) =>
        texts.Any(text => ImageReference.TryParse(text, out ImageReference? image, out _) && condition(image));
}
