namespace ImageGate.Cli;

/// <summary>What the program returns; scripts rely on the numbers.</summary>
internal enum ExitCode
{
    /// <summary>The image would be admitted, or the policies are valid.</summary>
    Admitted = 0,

    /// <summary>The image would be denied, or the policies are not valid.</summary>
    Denied = 1,

    /// <summary>The command line is wrong.</summary>
    Usage = 2,

    /// <summary>It could not be told: a registry or key source did not answer.</summary>
    Unavailable = 3,
}
