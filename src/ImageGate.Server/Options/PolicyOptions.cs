using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ImageGate.Server.Options;

/// <summary>Where the policies are. Section <c>Policies</c>.</summary>
public sealed class PolicyOptions
{
    /// <summary>A folder of YAML files, as a ConfigMap mount gives it.</summary>
    [Required]
    public string Directory { get; set; } = "/etc/imagegate/policies";

    /// <summary>Seconds between two looks at the folder.</summary>
    [Range(1, 10)]
    public int PollSeconds { get; set; } = 2;
}

[OptionsValidator]
internal sealed partial class PolicyOptionsValidator : IValidateOptions<PolicyOptions>;
