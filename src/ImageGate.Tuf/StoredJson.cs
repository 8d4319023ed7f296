using System.Text.Json.Serialization;

namespace ImageGate.Tuf;

/// <summary>How <see cref="StoredRepository"/> is written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(StoredRepository))]
internal sealed partial class StoredJson : JsonSerializerContext;
