namespace ImageGate.Core.Policies;

/// <summary>What a failing policy does. It never hides a failing <see cref="Enforce"/> policy beside it.</summary>
public enum PolicyMode
{
    /// <summary>The image is denied.</summary>
    Enforce,

    /// <summary>The image is admitted with an admission warning.</summary>
    Warn,

    /// <summary>The image is admitted silently.</summary>
    Audit,
}
