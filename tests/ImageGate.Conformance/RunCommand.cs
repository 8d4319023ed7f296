using System.Diagnostics;

namespace ImageGate.Conformance;

/// <summary>Judges every line of a manifest in one process.</summary>
internal static class RunCommand
{
    private static readonly string[] Names = ["--vectors", "--manifest"];
    private static readonly string[] Flags = ["--verbose"];

    public static int Run(IReadOnlyList<string> texts, TextWriter output, TextWriter error)
    {
        if (Arguments.TryParse(texts, Names, Flags) is not { Rest.Count: 0 } arguments || !arguments.TryGet("--vectors", out string? vectors))
        {
            return Usage.Show(error);
        }

        string manifest = arguments.TryGet("--manifest", out string? file) ? file : Path.Combine(vectors, "manifest.jsonl");
        ManifestLine[] lines = [.. File.ReadLines(manifest).Where(line => line.Length > 0).Select(ManifestLine.Parse)];
        var judge = new Judge(vectors);
        var watch = Stopwatch.StartNew();
        (ManifestLine Line, Verdict Verdict)[] judged = [.. lines.Select(line => (line, judge.Verify(line)))];
        watch.Stop();
        foreach ((ManifestLine line, Verdict verdict) in judged)
        {
            bool isRight = line.IsPassExpected == verdict.IsVerified;
            if (!isRight || arguments.Has("--verbose"))
            {
                output.WriteLine($"{(isRight ? "right" : "WRONG")}\t{line.Source}\t{line.Name}\t{line.Why}\texpected {(line.IsPassExpected ? "PASS" : "FAIL")}\t{verdict}");
            }
        }

        output.WriteLine($"PASS {Score(judged, true)}  FAIL {Score(judged, false)}  {watch.Elapsed.TotalMilliseconds / Math.Max(1, lines.Length):0.0} ms per bundle");
        return judged.All(one => one.Line.IsPassExpected == one.Verdict.IsVerified) ? 0 : 1;
    }

    private static string Score((ManifestLine Line, Verdict Verdict)[] judged, bool isPassExpected)
    {
        (ManifestLine Line, Verdict Verdict)[] expected = [.. judged.Where(one => one.Line.IsPassExpected == isPassExpected)];
        return $"{expected.Count(one => one.Verdict.IsVerified == isPassExpected)}/{expected.Length}";
    }
}
