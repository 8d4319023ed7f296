using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ImageGate.Server.Options;

/// <summary>What is logged. Section <c>Log</c>.</summary>
public sealed class LogOptions
{
    /// <summary>The least level that is written: <c>Debug</c>, <c>Information</c>, <c>Warning</c>, <c>Error</c> or <c>None</c>.</summary>
    [EnumDataType(typeof(LogLevel))]
    public LogLevel Level { get; set; } = LogLevel.Information;
}

[OptionsValidator]
internal sealed partial class LogOptionsValidator : IValidateOptions<LogOptions>;
