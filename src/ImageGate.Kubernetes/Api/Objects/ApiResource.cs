using System.Text.Json.Serialization.Metadata;

namespace ImageGate.Kubernetes.Api.Objects;

/// <summary>A kind of object, and how it is asked for. <see cref="ApiResources"/> has all that there are.</summary>
/// <typeparam name="T">The object.</typeparam>
public sealed class ApiResource<T>
    where T : class, IApiObject
{
    internal ApiResource(string group, string version, string plural, string kind, JsonTypeInfo<T> json, JsonTypeInfo<ObjectPage<T>> page)
    {
        Group = group;
        Plural = plural;
        Kind = kind;
        ApiVersion = group.Length == 0 ? version : $"{group}/{version}";
        Json = json;
        Page = page;
    }

    /// <summary>The API group; empty for the core.</summary>
    public string Group { get; }

    /// <summary>The name in paths and in roles: <c>secrets</c>.</summary>
    public string Plural { get; }

    /// <summary>The name in objects: <c>Secret</c>.</summary>
    public string Kind { get; }

    /// <summary>The name of the version in objects: <c>v1</c>, <c>coordination.k8s.io/v1</c>.</summary>
    public string ApiVersion { get; }

    internal JsonTypeInfo<T> Json { get; }

    internal JsonTypeInfo<ObjectPage<T>> Page { get; }

    // Without the rest of the objects: a fifth of the bytes. A server that cannot do it sends whole objects, which are read alike.
    internal string Accept(string shape) =>
        typeof(T) == typeof(PartialObject) ? $"application/json;as={shape};g=meta.k8s.io;v=v1,application/json" : "application/json";
}
