namespace ImageGate.Kubernetes.Api.Transport;

/// <summary>There is no token to send. Never leaves this library.</summary>
internal sealed class UnreadableCredentialException(string message) : IOException(message);
