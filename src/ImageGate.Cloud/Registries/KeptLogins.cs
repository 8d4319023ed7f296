namespace ImageGate.Cloud.Registries;

/// <summary>
/// Logins until shortly before they end. One is asked for at a time, for all who wait; it is renewed in the background while the old
/// one still holds, so that nobody waits for a cloud who does not have to. A renewal that fails leaves the old one.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class KeptLogins(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, KeptLogin> _kept = new(StringComparer.Ordinal);

    /// <summary>Whether somebody is being asked now.</summary>
    public bool IsAsking
    {
        get
        {
            lock (_lock)
            {
                return _kept.Values.Any(one => one.Running is not null);
            }
        }
    }

    /// <summary>The login that is there, or that somebody is asking for already, or a new one.</summary>
    /// <param name="name">What it is for.</param>
    /// <param name="ask">Asks for one.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> gave up.</exception>
    public async Task<RegistryLogin> GetAsync(string name, Func<CancellationToken, Task<FreshLogin>> ask, CancellationToken cancellationToken)
    {
        Task running;
        KeptLogin kept;
        lock (_lock)
        {
            kept = Find(name);
            DateTimeOffset now = time.GetUtcNow();
            if (kept.Running is null && now >= kept.RenewAt)
            {
                kept.Running = Task.Run(() => RenewAsync(kept, ask), CancellationToken.None);
            }

            if (kept.HoldsAt(now) || kept.Running is null)
            {
                return kept.At(now);
            }

            running = kept.Running;
        }

        await running.WaitAsync(cancellationToken);
        lock (_lock)
        {
            return kept.At(time.GetUtcNow());
        }
    }

    private KeptLogin Find(string name)
    {
        if (!_kept.TryGetValue(name, out KeptLogin? kept))
        {
            if (_kept.Count >= Limits.MaxLogins)
            {
                _kept.Remove(_kept.MinBy(one => one.Value.Until).Key);
            }

            kept = new KeptLogin();
            _kept.Add(name, kept);
        }

        return kept;
    }

    private async Task RenewAsync(KeptLogin kept, Func<CancellationToken, Task<FreshLogin>> ask)
    {
        FreshLogin fresh = await AskAsync(ask);
        lock (_lock)
        {
            DateTimeOffset now = time.GetUtcNow();
            kept.Running = null;
            if (fresh is FreshLogin.Given given && given.Until - Limits.LoginMargin > now)
            {
                kept.Login = given.Login;
                kept.Until = given.Until - Limits.LoginMargin;
                TimeSpan half = (kept.Until - now) / 2;
                kept.RenewAt = now + (half < Limits.RenewAfter ? half : Limits.RenewAfter);
                return;
            }

            kept.Fail(fresh is FreshLogin.None none ? none.Why : new CloudProblem(CloudFault.BadAnswer, "the login that came has ended already"), now);
        }
    }

    // Others may wait for it too, so nobody's deadline ends it.
    private async Task<FreshLogin> AskAsync(Func<CancellationToken, Task<FreshLogin>> ask)
    {
        using var deadline = new CancellationTokenSource(Limits.LoginTimeout, time);
        try
        {
            return await ask(deadline.Token).WaitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            return new FreshLogin.None(new CloudProblem(CloudFault.TimedOut, $"no answer within {Limits.LoginTimeout.TotalSeconds} seconds"));
        }
        catch (Exception unforeseen)
        {
            // The vendors' libraries throw what they please. Nothing is known, and nothing is said of what came.
            return new FreshLogin.None(new CloudProblem(CloudFault.BadAnswer, $"{unforeseen.GetType().Name} while asking"));
        }
    }
}
