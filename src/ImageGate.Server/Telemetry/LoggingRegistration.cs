using ImageGate.Server.Options;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace ImageGate.Server.Telemetry;

/// <summary>The log: JSON lines, written in the background.</summary>
internal static class LoggingRegistration
{
    /// <summary>Adds it.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="file">Where the level may change.</param>
    /// <param name="stream">Where the lines go.</param>
    public static void AddLog(this WebApplicationBuilder builder, SettingsFile file, Stream stream)
    {
        var output = new StandardOutput(new LogLine(), stream);
        var levels = new LogLevels();
        levels.Set(builder.Configuration.GetValue("Log:Level", LogLevel.Information));
        Logger log = new LoggerConfiguration()
            .MinimumLevel.ControlledBy(levels.Own)
            .MinimumLevel.Override("Microsoft", levels.Framework)
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", levels.Own)

            // It has only what the decision's line says better, and would begin a span of its own for each request, which is sent to nobody.
            .MinimumLevel.Override("Microsoft.AspNetCore.Hosting.Diagnostics", LevelAlias.Off)
            .WriteTo.Sink(output)
            .CreateLogger();
        builder.Services.AddSingleton(_ => output);                    // made by a factory, so that the end of the server writes what waits
        builder.Services.AddSingleton(levels);
        builder.Services.AddSingleton(file);
        builder.Services.AddSingleton<Serilog.ILogger>(log);
        builder.Services.AddHostedService<LogLevelFollower>();
        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(LogLevel.Trace);               // what is wanted is decided in one place, the levels above
        builder.Logging.AddSerilog(log, dispose: true);
    }
}
