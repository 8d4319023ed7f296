namespace ImageGate.Kms.Http;

/// <summary>What one request came to.</summary>
internal abstract record KmsReply
{
    private KmsReply()
    {
    }

    /// <summary>HTTP 200.</summary>
    public sealed record Success(ReadOnlyMemory<byte> Content) : KmsReply;

    /// <summary>Another status.</summary>
    public sealed record Status(int Code, ReadOnlyMemory<byte> Content) : KmsReply
    {
        /// <summary>What the status means where it means nothing special.</summary>
        public KmsAnswer.Unavailable ToAnswer(string who) => Mean(Code, who);
    }

    /// <summary>No answer, or too long a one.</summary>
    public sealed record Failed(KmsAnswer.Unavailable Why) : KmsReply;

    /// <summary>What a status means where it means nothing special.</summary>
    /// <param name="code">The HTTP status.</param>
    /// <param name="who">Whose it is, for people: <c>Vault</c>.</param>
    public static KmsAnswer.Unavailable Mean(int code, string who) => new(
        code switch
        {
            401 or 403 => KmsFault.NotAuthorized,
            429 => KmsFault.Throttled,
            >= 500 and <= 599 => KmsFault.ServerError,
            _ => KmsFault.BadAnswer,
        },
        $"{who} answers HTTP {code}");
}
