using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ImageGate.Server.Options;

/// <summary>How registries are asked. Section <c>Registry</c>.</summary>
public sealed class RegistryOptions
{
    /// <summary>Longest wait for one registry response, in seconds; below the webhook's <c>timeoutSeconds</c>.</summary>
    [Range(1, 25)]
    public int TimeoutSeconds { get; set; } = 3;
}

[OptionsValidator]
internal sealed partial class RegistryOptionsValidator : IValidateOptions<RegistryOptions>;
