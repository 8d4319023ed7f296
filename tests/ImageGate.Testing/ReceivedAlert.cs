namespace ImageGate.Testing;

/// <summary>What a receiver of alerts was sent.</summary>
/// <param name="Path">The path with its query.</param>
/// <param name="Headers">The headers, names in any case.</param>
/// <param name="Body">The body.</param>
public sealed record ReceivedAlert(string Path, IReadOnlyDictionary<string, string> Headers, string Body);
