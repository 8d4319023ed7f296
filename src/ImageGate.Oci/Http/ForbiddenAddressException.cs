namespace ImageGate.Oci.Http;

/// <summary>A connection was not opened, because a stranger chose where it would lead. Never leaves this library.</summary>
internal sealed class ForbiddenAddressException(string message) : IOException(message);
