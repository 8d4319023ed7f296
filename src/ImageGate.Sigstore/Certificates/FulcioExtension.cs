namespace ImageGate.Sigstore.Certificates;

/// <summary>One extension of Fulcio's.</summary>
/// <param name="Name">Its documented name.</param>
/// <param name="IsRaw">Whether the value is the text itself, without DER.</param>
internal sealed record FulcioExtension(string Name, bool IsRaw);
