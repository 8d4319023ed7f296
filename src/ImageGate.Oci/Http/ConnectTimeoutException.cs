namespace ImageGate.Oci.Http;

/// <summary>No connection was opened in time. Never leaves this library.</summary>
internal sealed class ConnectTimeoutException() : IOException("no connection in time");
