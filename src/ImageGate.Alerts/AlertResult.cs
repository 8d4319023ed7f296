namespace ImageGate.Alerts;

/// <summary>What became of an alert at a receiver.</summary>
public enum AlertResult
{
    /// <summary>The receiver refused it, or all tries are used up.</summary>
    Failed,

    /// <summary>It was not tried: too many wait, or the process stopped.</summary>
    Dropped,

    /// <summary>It repeats another one, and is counted for a summary.</summary>
    Deduplicated,

    /// <summary>The receiver took it.</summary>
    Sent,
}
