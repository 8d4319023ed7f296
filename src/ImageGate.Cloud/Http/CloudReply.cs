namespace ImageGate.Cloud.Http;

/// <summary>What one request came to.</summary>
internal abstract record CloudReply
{
    private CloudReply()
    {
    }

    /// <summary>HTTP 200.</summary>
    public sealed record Success(ReadOnlyMemory<byte> Content) : CloudReply;

    /// <summary>Another status.</summary>
    public sealed record Status(int Code, ReadOnlyMemory<byte> Content) : CloudReply
    {
        /// <summary>What the status means where it means nothing special.</summary>
        public CloudProblem ToProblem(string who) => Mean(Code, who);
    }

    /// <summary>No answer, or too long a one.</summary>
    public sealed record Failed(CloudProblem Why) : CloudReply;

    /// <summary>What a status means where it means nothing special.</summary>
    /// <param name="code">The HTTP status.</param>
    /// <param name="who">Whose it is, for people: <c>Vault</c>.</param>
    public static CloudProblem Mean(int code, string who) => new(
        code switch
        {
            401 or 403 => CloudFault.NotAuthorized,
            429 => CloudFault.Throttled,
            >= 500 and <= 599 => CloudFault.ServerError,
            _ => CloudFault.BadAnswer,
        },
        $"{who} answers HTTP {code}");
}
