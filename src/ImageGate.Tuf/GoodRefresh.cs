using ImageGate.Sigstore.Tuf;

namespace ImageGate.Tuf;

/// <summary>What a refresh that succeeded ended with.</summary>
/// <param name="Roots">How many roots after the seed's it knew.</param>
/// <param name="Result">Its metadata and its trusted root.</param>
internal sealed record GoodRefresh(int Roots, TufResult.Updated Result);
