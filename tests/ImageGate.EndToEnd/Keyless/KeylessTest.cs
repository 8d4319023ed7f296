using ImageGate.EndToEnd.Parts;

namespace ImageGate.EndToEnd.Keyless;

/// <summary>A test with the private Sigstore; skipped where the lab was built without it.</summary>
public abstract class KeylessTest : EndToEndTest
{
    private protected KeylessTest(EndToEndLab lab)
        : base(lab) =>
        Skip.If(LabFolder.HasNoSigstore, "the lab was built without sigstore: tests/lab/README.md");
}
