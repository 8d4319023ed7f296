namespace ImageGate.EndToEnd.Parts;

/// <summary>A test with the real parts; skipped where they are not.</summary>
[Collection(EndToEndCollection.Name)]
public abstract class EndToEndTest
{
    private protected EndToEndTest(EndToEndLab lab)
    {
        Skip.If(LabFolder.IsMissing, "IMAGEGATE_LAB is not set: tests/lab/README.md says how to make the lab");
        Lab = lab;
    }

    private protected EndToEndLab Lab { get; }

    private protected virtual Cluster Cluster => Lab.Cluster;

    private protected Publisher Publisher => Lab.Publisher;
}
