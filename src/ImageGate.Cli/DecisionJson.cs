using System.Text;
using System.Text.Json;
using ImageGate.Core.Verdicts;

namespace ImageGate.Cli;

/// <summary>The decision for programs. docs/cli.md describes every member.</summary>
internal static class DecisionJson
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n" };

    public static string Write(ImageVerdict verdict)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Indented))
        {
            json.WriteStartObject();
            json.WriteString("image", verdict.Image);
            json.WriteString("digest", verdict.Digest?.ToString());
            json.WriteString("pinned", (verdict as ImageVerdict.Admitted)?.Pinned.Text);
            json.WriteString("decision", Decision.WordFor(verdict));
            (ReasonCode? reason, string? detail) = Decision.WhyNot(verdict);
            json.WriteString("reason", reason?.ToString());
            json.WriteString("detail", detail);
            json.WriteStartArray("policies");
            foreach (PolicyOutcome policy in verdict.Policies)
            {
                json.WriteStartObject();
                json.WriteString("name", policy.Policy.Name);
                json.WriteString("mode", Decision.WordFor(policy.Policy.Mode));
                WriteResult(json, policy.Result);
                json.WriteStartArray("signers");
                foreach (SignerOutcome signer in policy.Signers)
                {
                    json.WriteStartObject();
                    json.WriteString("name", signer.Name);
                    WriteResult(json, signer.Result);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void WriteResult(Utf8JsonWriter json, CheckResult result)
    {
        (ReasonCode? reason, string detail) = Decision.Describe(result);
        json.WriteBoolean("passed", result is CheckResult.Passed);
        json.WriteString("reason", reason?.ToString());
        json.WriteString("detail", detail);
    }
}
