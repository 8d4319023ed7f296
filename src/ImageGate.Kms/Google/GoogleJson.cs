using System.Text.Json.Serialization;

namespace ImageGate.Kms.Google;

/// <summary>What is read of the service's answers.</summary>
/// <remarks>Source: Cloud KMS API v1, REST: CryptoKeyVersion, PublicKey, google.rpc.Status.</remarks>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 16)]
[JsonSerializable(typeof(GoogleVersions))]
[JsonSerializable(typeof(GooglePublicKey))]
[JsonSerializable(typeof(GoogleError))]
internal sealed partial class GoogleJson : JsonSerializerContext;

internal sealed record GoogleVersions(GoogleVersion[]? CryptoKeyVersions, string? NextPageToken);

internal sealed record GoogleVersion(string? Name, string? State);

internal sealed record GooglePublicKey(string? Name, string? Pem, string? Algorithm);

internal sealed record GoogleError([property: JsonPropertyName("error")] GoogleStatus? Content);

internal sealed record GoogleStatus([property: JsonPropertyName("status")] string? Code, string? Message);
