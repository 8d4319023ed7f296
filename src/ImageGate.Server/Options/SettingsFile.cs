namespace ImageGate.Server.Options;

/// <summary>The settings file, which may be there or not.</summary>
/// <param name="Path">Where.</param>
/// <param name="LevelIsFixed">Whether something that wins over the file says what is logged.</param>
internal sealed record SettingsFile(string Path, bool LevelIsFixed);
