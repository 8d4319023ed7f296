using ImageGate.Kubernetes.Api.Objects;

namespace ImageGate.Kubernetes.Api.Watching;

/// <summary>All watched objects at one time. It does not change.</summary>
/// <typeparam name="T">What is watched.</typeparam>
/// <param name="Objects">The objects by <c>namespace/name</c>, or by <c>name</c> when they are in no namespace.</param>
/// <param name="ResourceVersion">The server's version of the whole; empty before the first list.</param>
/// <param name="Revision">Counts the changes seen here; 0 before the first list.</param>
public sealed record WatchSnapshot<T>(IReadOnlyDictionary<string, T> Objects, string ResourceVersion, long Revision)
    where T : class, IApiObject;
