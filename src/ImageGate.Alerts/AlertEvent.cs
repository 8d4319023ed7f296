namespace ImageGate.Alerts;

/// <summary>What an alert is about.</summary>
public enum AlertEvent
{
    /// <summary>A request was denied.</summary>
    Denied,

    /// <summary>A request was allowed that a policy in <c>warn</c> or <c>audit</c> would have denied.</summary>
    WouldDeny,

    /// <summary>A request was allowed, and every policy passed.</summary>
    Admitted,

    /// <summary>A request was not allowed because it could not be told, or because ImageGate itself failed.</summary>
    Unavailable,

    /// <summary>Changed policies were rejected.</summary>
    PoliciesRejected,
}
