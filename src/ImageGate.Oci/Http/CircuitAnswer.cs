namespace ImageGate.Oci.Http;

/// <summary>Whether a request may be sent now.</summary>
internal abstract record CircuitAnswer
{
    private CircuitAnswer()
    {
    }

    /// <summary>No.</summary>
    /// <param name="Troubled">Why, and whether the request may try again by itself.</param>
    public sealed record No(Exchange.Troubled Troubled) : CircuitAnswer;

    /// <summary>It will be known when another request, the probe, has ended.</summary>
    public sealed record Later(Task ProbeEnded) : CircuitAnswer;

    /// <summary>Yes.</summary>
    /// <param name="SentAt">When: a time stamp of the clock.</param>
    /// <param name="Probed">The circuits whose probe it is.</param>
    public sealed record Yes(long SentAt, IReadOnlyList<Circuit> Probed) : CircuitAnswer;
}
