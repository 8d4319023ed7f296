namespace ImageGate.EndToEnd.Parts;

/// <summary>What a program said, and how it ended.</summary>
public sealed record CommandResult(string Line, int ExitCode, string Output, string Error)
{
    /// <summary>Everything, for the message of a failing test.</summary>
    public override string ToString() => $"{Line}\nexit code {ExitCode}\n{Output}\n{Error}";

    /// <summary>The output of a program that must not fail.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public string Succeeded() => ExitCode == 0 ? Output : throw new InvalidOperationException(ToString());
}
