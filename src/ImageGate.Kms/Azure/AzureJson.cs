using System.Text.Json.Serialization;

namespace ImageGate.Kms.Azure;

/// <summary>What is read of a vault's answers.</summary>
/// <remarks>Source: Azure Key Vault REST API 7.4, "Get Key": KeyBundle, JsonWebKey; KeyVaultError.</remarks>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 16)]
[JsonSerializable(typeof(AzureKeyBundle))]
[JsonSerializable(typeof(AzureProblem))]
internal sealed partial class AzureJson : JsonSerializerContext;

internal sealed record AzureKeyBundle(AzureJsonWebKey? Key, AzureKeyAttributes? Attributes);

internal sealed record AzureJsonWebKey(string? Kid, string? Kty, [property: JsonPropertyName("key_ops")] string[]? Operations, string? Crv, string? X, string? Y, string? N, string? E);

internal sealed record AzureKeyAttributes(bool? Enabled);

internal sealed record AzureProblem(AzureProblemDetail? Error);

internal sealed record AzureProblemDetail(string? Code, AzureProblemDetail? Innererror);
