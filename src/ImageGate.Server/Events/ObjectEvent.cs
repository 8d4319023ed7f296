using ImageGate.Kubernetes.Api.Objects;

namespace ImageGate.Server.Events;

/// <summary>What is to be said about an object.</summary>
/// <param name="Object">The object.</param>
/// <param name="Reason">One word.</param>
/// <param name="Message">For people.</param>
/// <param name="Key">The same for what is the same again.</param>
internal sealed record ObjectEvent(ObjectReference Object, string Reason, string Message, string Key);
