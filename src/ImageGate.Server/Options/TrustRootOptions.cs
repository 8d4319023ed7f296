using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ImageGate.Server.Options;

/// <summary>How the trusted roots of TUF repositories are kept up to date. Section <c>TrustRoots</c>.</summary>
public sealed class TrustRootOptions
{
    /// <summary>
    /// A folder of the server's own that outlives a restart. Empty: nothing is remembered. One that is not there or cannot
    /// be written is as good as none.
    /// </summary>
    public string Directory { get; set; } = "/var/lib/imagegate/trust-roots";

    /// <summary>False: no mirror is ever asked, for clusters without a way out.</summary>
    public bool Refresh { get; set; } = true;

    /// <summary>Hours between two refreshes of one repository, at most; up to a tenth less, so that replicas do not ask all at once.</summary>
    [Range(1, 168)]
    public int RefreshHours { get; set; } = 24;
}

[OptionsValidator]
internal sealed partial class TrustRootOptionsValidator : IValidateOptions<TrustRootOptions>;
