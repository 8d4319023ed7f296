using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using ImageGate.Core;
using ImageGate.Core.Policies;
using ImageGate.Core.Verdicts;
using ImageGate.Kubernetes.Admission;
using ImageGate.Kubernetes.PullSecrets;
using ImageGate.Kubernetes.Workloads;

namespace ImageGate.Kubernetes;

/// <summary>
/// Answers the API server: reads its review, finds the images that the request brings in, has them decided, and writes the
/// answer. Whatever goes wrong on the way ends in a denial.
/// </summary>
/// <param name="gatekeeper">Decides the images.</param>
/// <param name="placements">Learns about the namespaces of requests, or null: nothing but their names is known.</param>
/// <param name="missingAlert">
/// Asked about what would be allowed: why an alert that has to be delivered for that cannot be, or null. Answers at once.
/// Null: no alert has to be.
/// </param>
public sealed class AdmissionHandler(Gatekeeper gatekeeper, PlacementReader? placements = null, Func<AdmissionRecord, string?>? missingAlert = null)
{
    private const int BadRequest = 400;
    private const int InternalServerError = 500;
    private const int CorrelationIdCharacters = 16;

    private readonly PlacementReader _placements = placements ?? new PlacementReader();

    /// <summary>Answers one review.</summary>
    /// <param name="body">
    /// The bytes that were posted, at most <see cref="Limits.MaxReviewBytes"/>. They have been read when this method comes back
    /// with its task, and are the caller's again: a request that waits for a registry holds no body.
    /// </param>
    /// <param name="path">Which webhook was called.</param>
    /// <param name="policies">The policies of the whole request.</param>
    /// <param name="cancellationToken">The request's deadline: when it fires the answer is a denial that says so.</param>
    /// <returns>A review with the same uid, or why there is none to answer. A fault is reported there, never thrown.</returns>
    public async Task<AdmissionAnswer> AnswerAsync(
        ReadOnlyMemory<byte> body, AdmissionPath path, PolicySet policies, CancellationToken cancellationToken)
    {
        AdmissionRequest? request = null;
        try
        {
            ImageFinding finding;
            IReadOnlyList<ImageUse> stored;
            switch (AdmissionReviewReader.Read(body))
            {
                case ReviewReading.NotAReview refused:
                    return new AdmissionAnswer.NotAReview(refused.StatusCode, refused.Line, null);
                case ReviewReading.Request { Value: var read, Document: var document }:
                    request = read;
                    using (document)
                    {
                        if (PassThrough.Applies(read))
                        {
                            return Review(read, path, new Decision.Untouched());
                        }

                        finding = Find(read, read.Object);
                        stored = Stored(read);
                    }

                    break;
                default:
                    throw new UnreachableException();
            }

            return await AnswerAsync(request, path, policies, finding, stored, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            var fault = new AdmissionFault(RandomNumberGenerator.GetHexString(CorrelationIdCharacters, lowercase: true), exception);
            return request is null
                ? new AdmissionAnswer.NotAReview(InternalServerError, ReviewStatus.Apology(fault), fault)
                : Review(request, path, new Decision.Failed(fault));
        }
    }

    private async Task<AdmissionAnswer> AnswerAsync(
        AdmissionRequest request, AdmissionPath path, PolicySet policies, ImageFinding finding, IReadOnlyList<ImageUse> stored, CancellationToken cancellationToken)
    {
        switch (finding)
        {
            case ImageFinding.Found found:
                IReadOnlyList<ImageChange> changes = ImageChange.Since(stored, found.Uses);
                return Review(request, path, await DecideAsync(request.Namespace, path, policies, found, changes, cancellationToken).ConfigureAwait(false));
            case ImageFinding.UnknownKind unknown:
                return Review(request, path, new Decision.Unreadable(unknown.Line));
            case ImageFinding.Malformed malformed:
                return Review(request, path, new Decision.Unreadable(malformed.Line));
            case ImageFinding.TooMany tooMany:
                return new AdmissionAnswer.NotAReview(BadRequest, tooMany.Line, null);
            default:
                throw new UnreachableException();
        }
    }

    private async Task<Decision> DecideAsync(
        string namespaceName, AdmissionPath path, PolicySet policies, ImageFinding.Found found, IReadOnlyList<ImageChange> changes, CancellationToken cancellationToken)
    {
        Pinning pinning = policies.Defaults.Pinning;
        bool writes = path == AdmissionPath.Mutate && Pins(pinning, found.Type);
        bool demandsPins = path == AdmissionPath.Validate && pinning != Pinning.None && found.Type.IsPod;
        (Placement placement, IReadOnlyList<PullSecretProblem> problems) = await _placements.ReadAsync(
            namespaceName, found.PullSecrets, policies, changes.Select(change => change.Use.Text), cancellationToken).ConfigureAwait(false);
        IReadOnlyList<ImageDecision> images =
            await ImageJudge.DecideAsync(gatekeeper, policies, placement, changes, writes, cancellationToken).ConfigureAwait(false);
        images = demandsPins ? [.. images.Select(PinDemand.Apply)] : images;
        return Judge(images, writes) with { PullSecretProblems = problems };
    }

    private static Decision Judge(IReadOnlyList<ImageDecision> images, bool writes)
    {
        if (images.Any(image => image.Verdict is ImageVerdict.Denied))
        {
            return new Decision.Denied(images);
        }

        if (images.Any(image => image.Verdict is ImageVerdict.Unavailable))
        {
            return new Decision.Unavailable(images, images.Max(image => (image.Verdict as ImageVerdict.Unavailable)?.RetryAfter));
        }

        return images.All(image => image.Verdict is ImageVerdict.Admitted or ImageVerdict.AdmittedUnverified)
            ? new Decision.Allowed(images, writes ? Patch(images) : default)
            : throw new UnreachableException();
    }

    private static bool Pins(Pinning pinning, WorkloadType type) => pinning switch
    {
        Pinning.Pods => type.IsPod,
        Pinning.All => true,
        Pinning.None => false,
        _ => throw new UnreachableException(),
    };

    /// <summary>What the stored object names. When that cannot be read it is nothing, and everything is checked.</summary>
    private static IReadOnlyList<ImageUse> Stored(AdmissionRequest request) =>
        request.Operation == AdmissionOperation.Update && Find(request, request.OldObject) is ImageFinding.Found old ? old.Uses : [];

    private static ImageFinding Find(AdmissionRequest request, JsonElement? root) =>
        ImageFinder.Find(request.Kind, request.Resource, request.SubResource, root);

    private static ReadOnlyMemory<byte> Patch(IReadOnlyList<ImageDecision> images) =>
        JsonPatch.For(images.Where(image => image.Verdict is ImageVerdict.Admitted).Select(image => (image.Use, ((ImageVerdict.Admitted)image.Verdict).Pinned)));

    private AdmissionAnswer.Review Review(AdmissionRequest request, AdmissionPath path, Decision decision)
    {
        AdmissionRecord record = AdmissionRecord.Of(request, path, decision);
        if (decision is Decision.Allowed && missingAlert?.Invoke(record) is { } detail)
        {
            decision = Untold(decision, detail);
            record = AdmissionRecord.Of(request, path, decision);
        }

        return new AdmissionAnswer.Review(AdmissionReviewWriter.Write(record, decision), record);
    }

    // Nothing is wrong with the images, and trying again can help: so it is no denial.
    private static Decision.Unavailable Untold(Decision allowed, string detail) => new(
        [.. allowed.Images.Select(image => image with
        {
            Verdict = new ImageVerdict.Unavailable(image.Verdict.Image, image.Verdict.Digest, image.Verdict.Policies, ReasonCode.AlertUndelivered, detail, null),
        })],
        null)
    {
        PullSecretProblems = allowed.PullSecretProblems,
    };
}
