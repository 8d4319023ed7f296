namespace ImageGate.Testing.Kubernetes;

/// <summary>A change of a stored object.</summary>
/// <param name="Version">The version that it made.</param>
/// <param name="Type"><c>ADDED</c>, <c>MODIFIED</c> or <c>DELETED</c>.</param>
/// <param name="Path">The object.</param>
/// <param name="Json">The object as it was stored, or as it last was.</param>
internal sealed record FakeChange(int Version, string Type, string Path, string Json);
