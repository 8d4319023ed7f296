using ImageGate.Core.Registries;

namespace ImageGate.Oci.Http;

/// <summary>What came of sending a request once.</summary>
internal abstract record Exchange
{
    private Exchange()
    {
    }

    /// <summary>There is an answer, of whatever status.</summary>
    public sealed record Answered(Reply Reply) : Exchange;

    /// <summary>Something broke that may hold the next time.</summary>
    public sealed record Broken(RegistryFailure.Unavailable Failure) : Exchange;

    /// <summary>There is no use in asking again.</summary>
    public sealed record Refused(RegistryFailure Failure) : Exchange;
}
