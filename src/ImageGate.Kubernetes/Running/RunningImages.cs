using System.Diagnostics;
using ImageGate.Core.Images;
using ImageGate.Kubernetes.Api;
using ImageGate.Kubernetes.Api.Objects;
using ImageGate.Kubernetes.PullSecrets;
using ImageGate.Kubernetes.Workloads;

namespace ImageGate.Kubernetes.Running;

/// <summary>Collects the images of all Pods of the cluster that have not ended, page by page; a page is forgotten before the next.</summary>
internal sealed class RunningImages(ApiClient client)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<RunningImage> _images = [];
    private int _pods;

    /// <summary>Lists the Pods. To be called once.</summary>
    public async Task<RunningImagesReading> ReadAsync(CancellationToken cancellationToken)
    {
        string? next = null;
        for (int page = 0; page < ApiLimits.MaxPages; page++)
        {
            switch (await client.ListAsync(ApiResources.Pods, ApiSelection.All, next, cancellationToken).ConfigureAwait(false))
            {
                case ApiResult<ObjectPage<Pod>>.Found { Value: var found }:
                    TakeAll(found.Items);
                    next = found.Metadata.Continue;
                    break;
                case ApiResult<ObjectPage<Pod>>.Failed failed:
                    return new RunningImagesReading.Failed(failed.Failure);
                default:
                    throw new UnreachableException();
            }

            if (string.IsNullOrEmpty(next) || _images.Count >= Limits.MaxRunningImages)
            {
                break;
            }
        }

        return new RunningImagesReading.Found(_images, _pods);
    }

    private void TakeAll(IReadOnlyList<Pod> pods)
    {
        foreach (Pod pod in pods.Where(pod => pod.Status.Phase is not ("Succeeded" or "Failed")))
        {
            _pods++;
            if (ImageFinder.FindInPod(pod.Spec) is ImageFinding.Found found && pod.Metadata.Namespace is { } home)
            {
                Take(home, found);
            }
        }
    }

    private void Take(string home, ImageFinding.Found found)
    {
        PullSecretNames names = found.PullSecrets;
        string pulledWith = string.Join(',', names.Secrets);
        foreach (string text in found.Uses.Select(use => use.Text))
        {
            if (_images.Count < Limits.MaxRunningImages
                && names.Secrets.Count <= Limits.MaxPullSecrets                // with more none is read, and their names are long
                && ImageReference.TryParse(text, out ImageReference? image, out _)
                && _known.Add($"{home} {image.Name} {image.Digest?.ToString() ?? image.TagToResolve} {pulledWith}"))
            {
                _images.Add(new RunningImage(home, names, image));
            }
        }
    }
}
