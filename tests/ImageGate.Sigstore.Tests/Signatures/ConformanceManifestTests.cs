using ImageGate.Conformance;

namespace ImageGate.Sigstore.Tests.Signatures;

/// <summary>The official conformance suite and real bundles of other projects, read from the folder that <c>SIGSTORE_VECTORS</c> names.</summary>
public sealed class ConformanceManifestTests
{
    [SkippableFact]
    public void Every_bundle_of_the_manifest_is_judged_as_expected()
    {
        string manifest = VectorFolder.PathOf("manifest.jsonl");
        var judge = new Judge(VectorFolder.PathOf());
        ManifestLine[] lines = [.. File.ReadLines(manifest).Where(line => line.Length > 0).Select(ManifestLine.Parse)];

        string[] wrong = [.. lines.Select(line => (Line: line, Verdict: judge.Verify(line)))
            .Where(one => one.Line.IsPassExpected != one.Verdict.IsVerified)
            .Select(one => $"{one.Line.Source} {one.Line.Name}: {one.Verdict}")];

        wrong.Should().BeEmpty();
        lines.Count(line => line.IsPassExpected).Should().BePositive();
        lines.Count(line => !line.IsPassExpected).Should().BePositive();
    }
}
