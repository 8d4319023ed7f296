namespace ImageGate.Kubernetes.Admission;

/// <summary>What to send back to the API server.</summary>
public abstract record AdmissionAnswer
{
    private AdmissionAnswer()
    {
    }

    /// <summary>HTTP 200 with an AdmissionReview.</summary>
    /// <param name="Json">The body: UTF-8 JSON.</param>
    /// <param name="Record">What was decided, for the host's log and metrics.</param>
    public sealed record Review(ReadOnlyMemory<byte> Json, AdmissionRecord Record) : AdmissionAnswer;

    /// <summary>There is no review to answer. The API server takes it for a failure of the webhook.</summary>
    /// <param name="StatusCode">The HTTP status: 400, 413, or 500 when <paramref name="Fault"/> is there.</param>
    /// <param name="Line">The body: what is wrong, one line.</param>
    /// <param name="Fault">What failed, or null.</param>
    public sealed record NotAReview(int StatusCode, string Line, AdmissionFault? Fault) : AdmissionAnswer;
}
