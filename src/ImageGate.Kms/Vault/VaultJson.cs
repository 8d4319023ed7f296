using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImageGate.Kms.Vault;

/// <summary>What is read of Vault's answers, and sent.</summary>
/// <remarks>Source: Vault API, Transit "Read key"; Kubernetes auth "Login".</remarks>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, MaxDepth = 16)]
[JsonSerializable(typeof(TransitAnswer))]
[JsonSerializable(typeof(VaultLoginAnswer))]
[JsonSerializable(typeof(VaultLoginRequest))]
internal sealed partial class VaultJson : JsonSerializerContext;

internal sealed record TransitAnswer(TransitKey? Data);

/// <param name="Type">Such as <c>ecdsa-p256</c>.</param>
/// <param name="LatestVersion">The number of the newest version.</param>
/// <param name="Keys">Each version by its number; of a symmetric key a time only.</param>
/// <param name="SoftDeleted">Deleted, and not yet gone.</param>
internal sealed record TransitKey(string? Type, long LatestVersion, Dictionary<string, JsonElement>? Keys, bool SoftDeleted);

internal sealed record VaultLoginRequest(string Role, string Jwt);

internal sealed record VaultLoginAnswer(VaultLoginToken? Auth);

/// <param name="ClientToken">The token.</param>
/// <param name="LeaseDuration">Seconds.</param>
internal sealed record VaultLoginToken(string? ClientToken, long LeaseDuration);
