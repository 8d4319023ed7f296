using System.Diagnostics;
using System.Runtime.CompilerServices;
using ImageGate.Core;
using ImageGate.Core.Policies;
using ImageGate.Core.Verdicts;
using ImageGate.Kubernetes.Api;

namespace ImageGate.Kubernetes.Running;

/// <summary>
/// Asks about the images that run in the cluster, as their admission would, so that the answers are kept before they are
/// needed. Nothing is decided by it: an admission asks by itself, and finds an answer or not.
/// </summary>
/// <param name="client">Lists the Pods.</param>
/// <param name="gatekeeper">Who decides admissions, and keeps the answers.</param>
/// <param name="placements">Learns about namespaces as for an admission: answers are kept by credentials and policies.</param>
/// <param name="time">The clock of the pace.</param>
public sealed class WarmUp(ApiClient client, Gatekeeper gatekeeper, PlacementReader placements, TimeProvider time)
{
    /// <summary>
    /// Lists the Pods, and asks about each distinct question once: one every <see cref="Limits.WarmUpPace"/>, at most
    /// <see cref="Limits.MaxWarmUpImagesAtOnce"/> at a time and <see cref="Limits.MaxWarmUpImages"/> in all.
    /// </summary>
    /// <param name="policies">The policies in force; asked anew for each image.</param>
    /// <param name="note">Hears of each verdict, null where the work failed by a fault; called by several threads.</param>
    /// <param name="cancellationToken">The end of the process.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<WarmUpReport> RunAsync(Func<PolicySet> policies, Action<ImageVerdict?> note, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policies);
        ArgumentNullException.ThrowIfNull(note);
        switch (await new RunningImages(client).ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            case RunningImagesReading.Found found:
                int asked = 0;
                var options = new ParallelOptions { MaxDegreeOfParallelism = Limits.MaxWarmUpImagesAtOnce, CancellationToken = cancellationToken };
                await Parallel.ForEachAsync(
                    QuestionsAsync(found.Images, policies, cancellationToken),
                    options,
                    async (question, token) =>
                    {
                        note(await AskAsync(question, token).ConfigureAwait(false));
                        Interlocked.Increment(ref asked);
                    }).ConfigureAwait(false);
                return new WarmUpReport.Done(found.Pods, asked);
            case RunningImagesReading.Failed failed:
                return new WarmUpReport.Refused(failed.Failure);
            default:
                throw new UnreachableException();
        }
    }

    private async IAsyncEnumerable<Question> QuestionsAsync(
        IReadOnlyList<RunningImage> images, Func<PolicySet> policies, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (RunningImage running in images)
        {
            cancellationToken.ThrowIfCancellationRequested();
            PolicySet set = policies();
            (Placement placement, _) = await placements.ReadAsync(running.Namespace, running.PullSecrets, set, [running.Image.Text], cancellationToken).ConfigureAwait(false);
            if (Gatekeeper.QuestionOf(set, placement, running.Image) is not { } question || !known.Add(question))
            {
                continue;
            }

            yield return new Question(set, placement, running.Image.Text);
            if (known.Count >= Limits.MaxWarmUpImages)
            {
                yield break;
            }

            await Task.Delay(Limits.WarmUpPace, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<ImageVerdict?> AskAsync(Question question, CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyDictionary<string, ImageVerdict> verdicts =
                await gatekeeper.DecideAsync(question.Policies, question.Placement, [question.Image], cancellationToken).ConfigureAwait(false);
            return verdicts[question.Image];
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // A fault denies an admission. Here it must not end the process, over and over, for the sake of one image.
            return null;
        }
    }

    private sealed record Question(PolicySet Policies, Placement Placement, string Image);
}
