namespace ImageGate.Testing;

/// <summary>What a receiver of alerts was sent.</summary>
/// <param name="Path">The path with its query.</param>
/// <param name="Headers">The headers, names in any case.</param>
/// <param name="Body">The body as text.</param>
/// <param name="Bytes">The body as it came: not every receiver takes text.</param>
public sealed record ReceivedAlert(string Path, IReadOnlyDictionary<string, string> Headers, string Body, ReadOnlyMemory<byte> Bytes);
