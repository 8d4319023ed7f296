using Serilog.Core;
using Serilog.Events;

namespace ImageGate.Server.Telemetry;

/// <summary>What is logged from now on; may change at any time.</summary>
internal sealed class LogLevels
{
    /// <summary>The gate's own events.</summary>
    public LoggingLevelSwitch Own { get; } = new();

    /// <summary>The framework's, of which nothing below a warning is wanted: they repeat what the gate says, for each request.</summary>
    public LoggingLevelSwitch Framework { get; } = new();

    /// <summary>Sets the least level that is written.</summary>
    public void Set(LogLevel least)
    {
        // LogLevel.None is one above Critical, as Serilog's "off" is one above Fatal: the numbers of both rise together.
        var level = (LogEventLevel)least;
        Own.MinimumLevel = level;
        Framework.MinimumLevel = level > LogEventLevel.Warning ? level : LogEventLevel.Warning;
    }
}
