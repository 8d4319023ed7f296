using ImageGate.Core.Registries;

namespace ImageGate.Oci.Http;

/// <summary>What came of sending a request once.</summary>
internal abstract record Exchange
{
    private Exchange(HostSign sign) => Sign = sign;

    /// <summary>What it says of the host.</summary>
    public HostSign Sign { get; }

    /// <summary>There is an answer that counts, of whatever status.</summary>
    public sealed record Answered(Reply Reply) : Exchange(HostSign.Answered);

    /// <summary>There is none now.</summary>
    /// <param name="Trouble">Why.</param>
    /// <param name="Sign">What it says of the host.</param>
    /// <param name="MayRepeat">Whether it may hold a moment later.</param>
    public sealed record Troubled(HostTrouble Trouble, HostSign Sign, bool MayRepeat) : Exchange(Sign);

    /// <summary>There is no use in asking again.</summary>
    /// <param name="Failure">Why.</param>
    /// <param name="Sign">What it says of the host.</param>
    public sealed record Refused(RegistryFailure Failure, HostSign Sign) : Exchange(Sign);
}
