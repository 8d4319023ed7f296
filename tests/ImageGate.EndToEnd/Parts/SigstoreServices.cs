namespace ImageGate.EndToEnd.Parts;

/// <summary>What of a Sigstore instance a signature is made with, besides Fulcio.</summary>
[Flags]
internal enum SigstoreServices
{
    None = 0,
    Rekor1 = 1,
    Rekor2 = 2,
    Timestamps = 4,
}
