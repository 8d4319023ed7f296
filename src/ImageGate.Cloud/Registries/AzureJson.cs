using System.Text.Json.Serialization;

namespace ImageGate.Cloud.Registries;

/// <summary>What is read of a registry's answer and of the token in it.</summary>
/// <remarks>Source: Azure, AAD-OAuth.md; RFC 7519, 4.1.4.</remarks>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, MaxDepth = 16)]
[JsonSerializable(typeof(AzureExchange))]
[JsonSerializable(typeof(AzureClaims))]
internal sealed partial class AzureJson : JsonSerializerContext;

internal sealed record AzureExchange(string? RefreshToken)
{
    /// <summary>Never the secret.</summary>
    public override string ToString() => "refresh token";
}

internal sealed record AzureClaims(long? Exp);
