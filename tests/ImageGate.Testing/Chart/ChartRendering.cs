namespace ImageGate.Testing.Chart;

/// <summary>What rendering gave.</summary>
/// <param name="ExitCode">0, 1 for refused values, or <see cref="ChartRenderer.NothingToRenderWith"/>.</param>
/// <param name="Output">YAML documents.</param>
/// <param name="Error">Why there are none.</param>
public sealed record ChartRendering(int ExitCode, string Output, string Error)
{
    /// <summary>Whether it could not be tried.</summary>
    public bool IsMissing => ExitCode == ChartRenderer.NothingToRenderWith;

    /// <summary>The documents.</summary>
    /// <exception cref="InvalidOperationException">It was refused.</exception>
    public string Succeeded() => ExitCode == 0 ? Output : throw new InvalidOperationException(Error);
}
