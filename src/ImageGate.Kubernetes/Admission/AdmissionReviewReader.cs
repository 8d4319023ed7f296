using System.Text.Json;
using ImageGate.Kubernetes.Workloads;

namespace ImageGate.Kubernetes.Admission;

/// <summary>Reads what the API server posts.</summary>
/// <remarks>
/// Source: k8s.io/api/admission/v1, AdmissionReview. Fields that are not named here are ignored, <c>requestKind</c> and
/// <c>requestResource</c> among them: <c>object</c> has been converted to <c>kind</c>. Names are compared by case.
/// </remarks>
internal static class AdmissionReviewReader
{
    public const string ApiVersion = "admission.k8s.io/v1";
    public const string Kind = "AdmissionReview";

    private const int BadRequest = 400;
    private const int ContentTooLarge = 413;

    /// <summary>Reads a review. Nothing in the bytes leads to an exception.</summary>
    /// <param name="body">The bytes; they have to stay as they are until the request is answered.</param>
    public static ReviewReading Read(ReadOnlyMemory<byte> body)
    {
        if (body.Length > Limits.MaxReviewBytes)
        {
            return new ReviewReading.NotAReview(ContentTooLarge, $"an AdmissionReview of at most {Limits.MaxReviewBytes} bytes is expected");
        }

        if (!StrictJson.TryParse(body, out JsonDocument? document, out string? problem))
        {
            return NotAReview(problem);
        }

        ReviewFields review = ReviewFields.Of(document.RootElement);
        if (review.Text("apiVersion") != ApiVersion || review.Text("kind") != Kind)
        {
            review.Report($"apiVersion and kind are not {ApiVersion} {Kind}");
        }

        AdmissionRequest request = ReadRequest(review.Required("request"));
        if (review.Problem is not { } wrong)
        {
            return new ReviewReading.Request(request, document);
        }

        document.Dispose();
        return NotAReview(wrong);
    }

    private static ReviewReading.NotAReview NotAReview(string problem) =>
        new(BadRequest, $"the body is not an {ApiVersion} {Kind}: {problem}");

    private static AdmissionRequest ReadRequest(ReviewFields request)
    {
        ReviewFields kind = request.Required("kind");
        ReviewFields resource = request.Required("resource");
        return new AdmissionRequest(
            ReadUid(request),
            new GroupVersionKind(kind.Text("group"), kind.RequiredText("version"), kind.RequiredText("kind")),
            new GroupVersionResource(resource.Text("group"), resource.RequiredText("version"), resource.RequiredText("resource")),
            request.Text("subResource"),
            request.Text("name"),
            request.Text("namespace"),
            ReadOperation(request),
            request.Optional("userInfo").Text("username"),
            request.Flag("dryRun"),
            request.Object("object"),
            request.Object("oldObject"));
    }

    /// <summary>Whether it may be echoed.</summary>
    public static bool IsUid(string uid) => uid.Length <= Limits.MaxUidCharacters && !uid.AsSpan().ContainsAnyExceptInRange('!', '~');

    private static string ReadUid(ReviewFields request)
    {
        string uid = request.RequiredText("uid");
        if (!IsUid(uid))
        {
            request.Report($"request.uid is not at most {Limits.MaxUidCharacters} printable ASCII characters");
        }

        return uid;
    }

    private static AdmissionOperation ReadOperation(ReviewFields request)
    {
        switch (request.RequiredText("operation"))
        {
            case "CREATE":
                return AdmissionOperation.Create;
            case "UPDATE":
                return AdmissionOperation.Update;
            case "DELETE":
                return AdmissionOperation.Delete;
            case "CONNECT":
                return AdmissionOperation.Connect;
            default:
                request.Report("request.operation is none of CREATE, UPDATE, DELETE, CONNECT");
                return default;
        }
    }
}
