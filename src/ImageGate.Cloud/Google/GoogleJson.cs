using System.Text.Json.Serialization;

namespace ImageGate.Cloud.Google;

/// <summary>What is read of a file of credentials: the rest is read by Google's library.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 16)]
[JsonSerializable(typeof(GoogleCredentialFile))]
internal sealed partial class GoogleJson : JsonSerializerContext;

internal sealed record GoogleCredentialFile(string? Type);
