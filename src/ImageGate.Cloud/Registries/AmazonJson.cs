using System.Text.Json.Serialization;

namespace ImageGate.Cloud.Registries;

/// <summary>What is read of Amazon ECR's answers.</summary>
/// <remarks>Source: Amazon ECR API reference, GetAuthorizationToken; times are numbers of seconds.</remarks>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 16)]
[JsonSerializable(typeof(AmazonTokens))]
[JsonSerializable(typeof(AmazonPublicToken))]
[JsonSerializable(typeof(AmazonProblem))]
internal sealed partial class AmazonJson : JsonSerializerContext;

internal sealed record AmazonTokens(AmazonToken[]? AuthorizationData);

internal sealed record AmazonPublicToken(AmazonToken? AuthorizationData);

internal sealed record AmazonToken(string? AuthorizationToken, double? ExpiresAt);

internal sealed record AmazonProblem([property: JsonPropertyName("__type")] string? Type);
