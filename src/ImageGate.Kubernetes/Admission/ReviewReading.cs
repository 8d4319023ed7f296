using System.Text.Json;

namespace ImageGate.Kubernetes.Admission;

/// <summary>What <see cref="AdmissionReviewReader"/> made of some bytes.</summary>
internal abstract record ReviewReading
{
    private ReviewReading()
    {
    }

    /// <summary>A request.</summary>
    /// <param name="Value">The request.</param>
    /// <param name="Document">What its objects are parts of; whoever asked disposes of it when the request is answered.</param>
    public sealed record Request(AdmissionRequest Value, JsonDocument Document) : ReviewReading;

    /// <summary>No review that could be answered.</summary>
    /// <param name="StatusCode">The HTTP status.</param>
    /// <param name="Line">What is wrong, for people: one line.</param>
    public sealed record NotAReview(int StatusCode, string Line) : ReviewReading;
}
