using System.Text.Json.Serialization;

namespace ImageGate.Kubernetes.Api.Objects;

/// <summary>JSON without reflection. Unknown fields are ignored: the API server's objects grow with every version.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    MaxDepth = ApiLimits.MaxDepth)]
[JsonSerializable(typeof(PartialObject))]
[JsonSerializable(typeof(ObjectPage<PartialObject>))]
[JsonSerializable(typeof(Secret))]
[JsonSerializable(typeof(ObjectPage<Secret>))]
[JsonSerializable(typeof(ServiceAccount))]
[JsonSerializable(typeof(ObjectPage<ServiceAccount>))]
[JsonSerializable(typeof(Pod))]
[JsonSerializable(typeof(ObjectPage<Pod>))]
[JsonSerializable(typeof(WebhookConfiguration))]
[JsonSerializable(typeof(ObjectPage<WebhookConfiguration>))]
[JsonSerializable(typeof(Lease))]
[JsonSerializable(typeof(ObjectPage<Lease>))]
[JsonSerializable(typeof(ApiEvent))]
[JsonSerializable(typeof(ObjectPage<ApiEvent>))]
[JsonSerializable(typeof(AccessReview))]
[JsonSerializable(typeof(ObjectPage<AccessReview>))]
[JsonSerializable(typeof(ApiStatus))]
[JsonSerializable(typeof(WatchEvent))]
internal sealed partial class ApiJson : JsonSerializerContext;
