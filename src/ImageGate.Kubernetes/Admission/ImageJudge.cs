using ImageGate.Core;
using ImageGate.Core.Policies;
using ImageGate.Core.Verdicts;
using ImageGate.Kubernetes.Workloads;

namespace ImageGate.Kubernetes.Admission;

/// <summary>Has the images of one request decided: what is decided is always what the object will say.</summary>
internal static class ImageJudge
{
    /// <summary>Decides each distinct text once.</summary>
    /// <param name="gatekeeper">Who decides.</param>
    /// <param name="policies">The policies of the request.</param>
    /// <param name="placement">Where the images would run.</param>
    /// <param name="changes">The images.</param>
    /// <param name="writes">Whether the verified texts will be written into the object.</param>
    /// <param name="cancellationToken">The request's deadline.</param>
    public static async Task<IReadOnlyList<ImageDecision>> DecideAsync(
        Gatekeeper gatekeeper, PolicySet policies, Placement placement, IReadOnlyList<ImageChange> changes, bool writes, CancellationToken cancellationToken)
    {
        // The stored digest may answer for a text without one only when it is written back. Else the text would be allowed on
        // the word of bytes that it may no longer name.
        string Wanted(ImageChange change) => (writes ? change.Stored : null) ?? change.Use.Text;

        IReadOnlyDictionary<string, ImageVerdict> verdicts = await gatekeeper.DecideAsync(
            policies, placement, [.. changes.Select(Wanted)], cancellationToken).ConfigureAwait(false);

        // What is not verified is not written, so a stored digest that is not verified (any more) counts for nothing.
        bool IsLost(ImageChange change) =>
            Wanted(change) != change.Use.Text && verdicts[Wanted(change)] is ImageVerdict.Denied or ImageVerdict.AdmittedUnverified;

        string[] again = [.. changes.Where(IsLost).Select(change => change.Use.Text)];
        IReadOnlyDictionary<string, ImageVerdict> fresh = again.Length == 0
            ? verdicts
            : await gatekeeper.DecideAsync(policies, placement, again, cancellationToken).ConfigureAwait(false);
        return [.. changes.Select(change => new ImageDecision(change.Use, IsLost(change) ? fresh[change.Use.Text] : verdicts[Wanted(change)]))];
    }
}
