namespace ImageGate.Cli;

/// <summary>What the program returns; scripts rely on the numbers.</summary>
internal enum ExitCode
{
    /// <summary>The image would be admitted, the policies are valid, or the receiver took the alert.</summary>
    Admitted = 0,

    /// <summary>The image would be denied, the policies or the alerts' configuration are not valid, or the receiver refused the alert.</summary>
    Denied = 1,

    /// <summary>The command line is wrong.</summary>
    Usage = 2,

    /// <summary>It could not be told: a registry, key source or receiver did not answer.</summary>
    Unavailable = 3,
}
