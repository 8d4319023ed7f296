using System.Diagnostics;
using ImageGate.Core.Verdicts;
using ImageGate.Kubernetes.Admission;
using Serilog.Events;
using Serilog.Parsing;

namespace ImageGate.Server.Telemetry;

/// <summary>The log event of one answer. Field by field: no object that holds more than is meant gets into a line.</summary>
internal static class DecisionLine
{
    // A text of the request's is as long as its sender likes.
    private const int MaxText = 512;

    private static readonly MessageTemplate Template = new MessageTemplateParser().Parse("{outcome:l}: {operation:l} of {kind:l} {namespace:l}/{name:l}");

    /// <summary>Makes it.</summary>
    /// <param name="record">The answer.</param>
    /// <param name="level">How loud.</param>
    /// <param name="revision">That of the policies in force.</param>
    /// <param name="elapsed">How long it took.</param>
    /// <param name="phases">What took time.</param>
    /// <param name="repeats">How often the same was answered since its last line.</param>
    /// <param name="trace">Where the request belongs, or the default: nobody traces it.</param>
    /// <param name="now">The time of the line.</param>
    public static LogEvent Of(AdmissionRecord record, LogEventLevel level, string revision, TimeSpan elapsed, RequestPhases? phases, int repeats, ActivityContext trace, DateTimeOffset now)
    {
        var fields = new List<LogEventProperty>(24)
        {
            Field("event", "decision"),
            Field("outcome", DecisionWords.For(record.Outcome)),
            Field("path", DecisionWords.For(record.Path)),
            Field("uid", record.Uid),
            Field("operation", record.Operation.ToString().ToUpperInvariant()),
            Field("kind", record.Kind),
            Field("subResource", record.SubResource),
            Field("namespace", record.Namespace),
            Field("name", record.Name),
            Field("owner", record.Owner),
            Field("user", record.User),
            Field("dryRun", record.DryRun),
            new("images", new SequenceValue(record.Images.Take(Limits.MaxLoggedImages).Select(Describe))),
            Field("imageCount", record.Images.Count),
            Field("revision", revision),
            Field("durationMs", Milliseconds(elapsed)),
        };
        AddPhase(fields, "resolveMs", phases?.Of(Phase.Resolve));
        AddPhase(fields, "fetchMs", phases?.Of(Phase.Fetch));
        AddPhase(fields, "verifyMs", phases?.Of(Phase.Verify));
        if (repeats > 0)
        {
            fields.Add(Field("repeats", repeats));
        }

        return new LogEvent(now, level, null, Template, fields, trace.TraceId, trace.SpanId);
    }

    /// <summary>The text, cut off where it is too long for a line.</summary>
    public static string Bounded(string text) => text.Length <= MaxText ? text : text[..MaxText] + "…";

    private static StructureValue Describe(ImageDecision image)
    {
        (string outcome, string reason) = DecisionWords.For(image.Verdict);
        return new StructureValue(
        [
            Field("field", image.Use.Pointer),
            Field("image", image.Use.Text),
            Field("digest", image.Verdict.Digest?.ToString() ?? ""),
            Field("outcome", outcome),
            Field("reason", reason),
            new("policies", new SequenceValue(image.Verdict.Policies.Select(Describe))),
        ]);
    }

    private static StructureValue Describe(PolicyOutcome outcome)
    {
        (string result, string reason) = DecisionWords.For(outcome.Result);
        return new StructureValue(
        [
            Field("policy", outcome.Policy.Name),
            Field("mode", DecisionWords.For(outcome.Policy.Mode)),
            Field("result", result),
            Field("reason", reason),
            new("signers", new SequenceValue(outcome.Signers.Where(signer => signer.Result is CheckResult.Passed).Select(signer => new ScalarValue(signer.Name)))),
        ]);
    }

    private static void AddPhase(List<LogEventProperty> fields, string name, TimeSpan? time)
    {
        if (time is { } took)
        {
            fields.Add(Field(name, Milliseconds(took)));
        }
    }

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 3);

    private static LogEventProperty Field(string name, string text) => new(name, new ScalarValue(Bounded(text)));

    private static LogEventProperty Field(string name, object value) => new(name, new ScalarValue(value));
}
