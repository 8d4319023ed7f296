namespace ImageGate.EndToEnd.Keyless;

/// <summary>Which clients accept an image.</summary>
[Flags]
internal enum Accepted
{
    ByNone = 0,
    ByCosign2 = 1,
    ByCosign3 = 2,
}
