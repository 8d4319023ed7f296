using System.Diagnostics;
using System.Text;
using ImageGate.Alerts;
using ImageGate.Kubernetes.Admission;
using ImageGate.Kubernetes.Api.Objects;
using ImageGate.Kubernetes.Policies;
using ImageGate.Server.Alerts;

namespace ImageGate.Server.Events;

/// <summary>What is said about whose images.</summary>
internal static class AdmissionEvent
{
    // A name and a uid of Kubernetes, with room; a reference with longer ones is nobody's.
    private const int MaxReferenceCharacters = 253;

    /// <summary>The event of one answer, or null: nothing was refused, and nothing would be.</summary>
    public static ObjectEvent? Of(AdmissionRecord record, DateTimeOffset now) =>
        AdmissionAlert.EventOf(record) is AlertEvent.Denied or AlertEvent.WouldDeny or AlertEvent.Unavailable && AdmissionAlert.Of(record, now) is { } alert
            ? new ObjectEvent(Subject(record, alert), ReasonOf(alert.Event), Bounded(alert.Message), alert.Key)
            : null;

    /// <summary>The event of rejected policies, about the Pod that rejects them.</summary>
    public static ObjectEvent Of(PolicyLoad.Rejected rejected, string consequence, string namespaceName, string pod) => new(
        new ObjectReference { ApiVersion = "v1", Kind = "Pod", Namespace = namespaceName, Name = pod },
        "PoliciesRejected",
        Bounded($"policies rejected, {consequence}: {rejected.Errors.Count} errors, the first: {rejected.Errors[0]}"),
        "policies/" + rejected.ContentHash);

    // A Pod that was refused is not there; its controller is, and that is where people look.
    private static ObjectReference Subject(AdmissionRecord record, Alert alert) =>
        record.Controller is { } controller && IsPlausible(controller)
            ? controller with { Namespace = record.Namespace }
            : new ObjectReference { ApiVersion = alert.Kind == "Pod" ? "v1" : null, Kind = alert.Kind, Namespace = record.Namespace, Name = alert.Name.TrimEnd('*') };

    private static bool IsPlausible(ObjectReference reference) =>
        new[] { reference.ApiVersion, reference.Kind, reference.Name, reference.Uid }.All(text => text is null or { Length: > 0 and <= MaxReferenceCharacters });

    private static string ReasonOf(AlertEvent happening) => happening switch
    {
        AlertEvent.Denied => "ImageDenied",
        AlertEvent.WouldDeny => "ImageWouldBeDenied",
        AlertEvent.Unavailable => "ImageNotDecided",
        _ => throw new UnreachableException(),
    };

    private static string Bounded(string text)
    {
        int bytes = 0;
        int characters = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > Limits.MaxEventMessageBytes)
            {
                return text[..characters];
            }

            characters += rune.Utf16SequenceLength;
        }

        return text;
    }
}
