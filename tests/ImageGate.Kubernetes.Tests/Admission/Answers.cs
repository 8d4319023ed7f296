using System.Text;
using System.Text.Json.Nodes;
using ImageGate.Kubernetes.Admission;

namespace ImageGate.Kubernetes.Tests.Admission;

/// <summary>Reads what a handler answered.</summary>
internal static class Answers
{
    public static JsonObject Response(AdmissionAnswer.Review answer)
    {
        JsonObject review = JsonNode.Parse(answer.Json.Span)!.AsObject();
        (review["apiVersion"]!.GetValue<string>(), review["kind"]!.GetValue<string>()).Should().Be(("admission.k8s.io/v1", "AdmissionReview"));
        JsonObject response = review["response"]!.AsObject();
        response["uid"]!.GetValue<string>().Should().Be(Reviews.Uid);
        response["allowed"]!.GetValue<bool>().Should().Be(answer.Record.IsAllowed);
        response.ContainsKey("status").Should().Be(!answer.Record.IsAllowed);
        response.ContainsKey("patch").Should().Be(response.ContainsKey("patchType"));
        return response;
    }

    public static string Message(AdmissionAnswer.Review answer) => Response(answer)["status"]!["message"]!.GetValue<string>();

    /// <summary>The object of the review as the API server would have it after the answer.</summary>
    public static JsonNode Patched(JsonNode review, AdmissionAnswer.Review answer)
    {
        JsonObject response = Response(answer);
        response["patchType"]!.GetValue<string>().Should().Be("JSONPatch");
        return PatchApplier.Apply(review["request"]!["object"]!, Encoding.UTF8.GetString(Convert.FromBase64String(response["patch"]!.GetValue<string>())));
    }
}
