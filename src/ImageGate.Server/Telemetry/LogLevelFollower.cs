using System.Text;
using System.Text.Json;
using ImageGate.Server.Options;

namespace ImageGate.Server.Telemetry;

/// <summary>Takes over <c>Log:Level</c> when the settings file changes. All other settings are those of the start.</summary>
internal sealed partial class LogLevelFollower(SettingsFile file, LogLevels levels, TimeProvider time, ILogger<LogLevelFollower> logger) : BackgroundService
{
    private string? _last = Read(file.Path);

    /// <summary>Looks at the file once.</summary>
    internal void Refresh()
    {
        if (file.LevelIsFixed || Read(file.Path) is not { } text || text == _last)
        {
            return;
        }

        _last = text;
        if (LevelIn(text) is { } level)
        {
            LogSet(logger, level);
            levels.Set(level);
        }
        else
        {
            LogRefused(logger, file.Path);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Polled, as the policies are: file notifications are not reliable for the symlinks of a ConfigMap mount.
        using var timer = new PeriodicTimer(Limits.SettingsPoll, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Refresh();
        }
    }

    private static string? Read(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : null;
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            return null;                                               // the next look may find it
        }
    }

    private static LogLevel? LevelIn(string text)
    {
        try
        {
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
            string? level = new ConfigurationBuilder().AddJsonStream(stream).Build()["Log:Level"];
            return level is null ? LogLevel.Information : Enum.TryParse(level, ignoreCase: true, out LogLevel known) && Enum.IsDefined(known) ? known : null;
        }
        catch (Exception malformed) when (malformed is JsonException or FormatException or InvalidDataException)
        {
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "the log's level is {Level} from now on")]
    private static partial void LogSet(ILogger logger, LogLevel level);

    [LoggerMessage(Level = LogLevel.Warning, Message = "the log's level stays: {File} has no Log:Level that can be understood")]
    private static partial void LogRefused(ILogger logger, string file);
}
