using System.ComponentModel.DataAnnotations;
using ImageGate.Kubernetes.Admission;
using Microsoft.Extensions.Options;

namespace ImageGate.Server.Options;

/// <summary>Who is told of decisions. Section <c>Alerts</c>.</summary>
public sealed class AlertOptions
{
    /// <summary>The file with the <c>AlertConfig</c>; null or empty: nobody is told anything.</summary>
    public string? File { get; set; }

    /// <summary>Seconds between two looks at the file.</summary>
    [Range(1, 60)]
    public int PollSeconds { get; set; } = 2;

    /// <summary>
    /// The webhook whose answers raise <c>admitted</c> and <c>wouldDeny</c>. Both webhooks answer for an admitted object, so
    /// only one of them may; a denial by either is one answer alone.
    /// </summary>
    [EnumDataType(typeof(AdmissionPath))]
    public AdmissionPath AdmittedOn { get; set; } = AdmissionPath.Validate;
}

[OptionsValidator]
internal sealed partial class AlertOptionsValidator : IValidateOptions<AlertOptions>;
