namespace ImageGate.Cloud.Registries;

/// <summary>One login, and when it is asked for next. Only under the lock of <see cref="KeptLogins"/>.</summary>
internal sealed class KeptLogin
{
    private static readonly CloudProblem NotAsked = new(CloudFault.NoCredential, "nobody was asked yet");

    /// <summary>What was given last, or null.</summary>
    public RegistryLogin? Login { get; set; }

    /// <summary>When it may not be used any more.</summary>
    public DateTimeOffset Until { get; set; } = DateTimeOffset.MinValue;

    /// <summary>When somebody may ask for another.</summary>
    public DateTimeOffset RenewAt { get; set; } = DateTimeOffset.MinValue;

    /// <summary>Why there was none the last time.</summary>
    public CloudProblem Problem { get; private set; } = NotAsked;

    /// <summary>Who asks now, or null.</summary>
    public Task? Running { get; set; }

    /// <summary>Whether there is a login that holds.</summary>
    public bool HoldsAt(DateTimeOffset now) => Login is not null && now < Until;

    /// <summary>Another was not given: after a while somebody may ask again. One that holds stays; what has ended is not kept in memory.</summary>
    public void Fail(CloudProblem why, DateTimeOffset now)
    {
        Problem = why;
        RenewAt = now + Limits.RetryWait;
        Login = HoldsAt(now) ? Login : null;
    }

    /// <summary>The login that holds, or why there is none.</summary>
    public RegistryLogin At(DateTimeOffset now) => HoldsAt(now) ? Login! : new RegistryLogin.None(Problem);
}
