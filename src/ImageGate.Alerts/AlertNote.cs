namespace ImageGate.Alerts;

/// <summary>What a host needs to log and to count.</summary>
/// <param name="Receiver">The receiver's name.</param>
/// <param name="Result">What became of the alert.</param>
/// <param name="Detail">Of a failure: why, one line without secrets; else empty.</param>
public sealed record AlertNote(string Receiver, AlertResult Result, string Detail);
