using System.Diagnostics;
using ImageGate.Kubernetes.Api.Objects;

namespace ImageGate.Kubernetes.Api.Leases;

/// <summary>
/// Makes one of several processes the leader by a Lease, as client-go does. Only our own clock counts, and only its
/// differences: a lease has run out when it did not change here for its duration, and we lead only while our last renewal,
/// counted from before it was sent, is younger than 10 seconds. Another waits 15 seconds from after that renewal.
/// </summary>
/// <remarks>
/// A leader that is halted between a look at <see cref="IsLeader"/> and its deed can still be late: what leaders do must carry
/// a resource version, or bear to be done twice. Source: client-go, tools/leaderelection/leaderelection.go.
/// </remarks>
public sealed class LeaderElection
{
    private readonly ApiClient _client;
    private readonly LeaseName _lease;
    private readonly TimeProvider _clock;
    private volatile TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Term? _term;
    private LeaseSpec? _observed;
    private long _observedAt;

    /// <summary>A candidate; nothing is asked before <see cref="RunAsync"/>.</summary>
    public LeaderElection(ApiClient client, LeaseName lease, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentException.ThrowIfNullOrEmpty(lease.Identity, nameof(lease));
        ArgumentNullException.ThrowIfNull(clock);
        _client = client;
        _lease = lease;
        _clock = clock;
    }

    /// <summary>Whether we lead at this moment.</summary>
    public bool IsLeader => _term is { } term && _clock.GetElapsedTime(term.RenewedAt) < LeaseTimes.RenewDeadline;

    /// <summary>Who was last seen to hold the lease; null or empty: nobody.</summary>
    public string? Holder { get; private set; }

    /// <summary>Why the last attempt failed; null when it was made, whoever leads.</summary>
    public ApiFailure? LastFailure { get; private set; }

    /// <summary>Waits until we lead, or until we do not.</summary>
    public async Task WaitUntilAsync(bool isLeader, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed = _changed.Task;
            if (IsLeader == isLeader)
            {
                return;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Stands for election, and leads, until it is cancelled; then the lease is given back. To be called once.</summary>
    /// <exception cref="OperationCanceledException">The only end.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await TryAsync(cancellationToken);
                await Task.Delay(Pause(), _clock, cancellationToken);
            }
        }
        finally
        {
            await ReleaseAsync();
        }
    }

    // One attempt lasts no longer than the leadership that it is to prolong.
    private async Task TryAsync(CancellationToken cancellationToken)
    {
        TimeSpan left = Left();
        if (left > TimeSpan.Zero)
        {
            using var timer = new CancellationTokenSource(left, _clock);
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
            try
            {
                LastFailure = await AcquireOrRenewAsync(deadline.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                LastFailure = new ApiFailure.Unavailable(ApiUnavailableCause.Timeout, $"Lease {_lease.Namespace}/{_lease.Name}: no answer in time", null);
            }
        }

        if (_term is not null && !IsLeader)
        {
            SetTerm(null);
        }
    }

    private TimeSpan Left() => _term is { } term ? LeaseTimes.RenewDeadline - _clock.GetElapsedTime(term.RenewedAt) : LeaseTimes.RenewDeadline;

    private TimeSpan Pause()
    {
        if (_term is null)
        {
            return LeaseTimes.RetryPeriod * (1 + (Random.Shared.NextDouble() * LeaseTimes.Jitter));
        }

        TimeSpan left = Left();
        return left < TimeSpan.Zero ? TimeSpan.Zero
            : left < LeaseTimes.RetryPeriod ? left
            : LeaseTimes.RetryPeriod;
    }

    private async Task<ApiFailure?> AcquireOrRenewAsync(CancellationToken cancellationToken)
    {
        switch (await _client.GetAsync(ApiResources.Leases, _lease.Namespace, _lease.Name, cancellationToken))
        {
            case ApiResult<Lease>.Found found:
                return await AcquireOrRenewAsync(found.Value, cancellationToken);
            case ApiResult<Lease>.Failed { Failure: ApiFailure.NotFound }:
                var metadata = new ObjectMetadata { Namespace = _lease.Namespace, Name = _lease.Name };
                return await WriteAsync(new Lease { Metadata = metadata, Spec = Claim(null) }, _client.CreateAsync, cancellationToken);
            case ApiResult<Lease>.Failed failed:
                return failed.Failure;
            default:
                throw new UnreachableException();
        }
    }

    private async Task<ApiFailure?> AcquireOrRenewAsync(Lease lease, CancellationToken cancellationToken)
    {
        Observe(lease.Spec);
        if (Holder == _lease.Identity || string.IsNullOrEmpty(Holder) || HasRunOut(lease.Spec))
        {
            return await WriteAsync(lease with { Spec = Claim(lease.Spec) }, _client.UpdateAsync, cancellationToken);
        }

        SetTerm(null);
        return null;
    }

    private void Observe(LeaseSpec spec)
    {
        Holder = spec.HolderIdentity;
        if (spec != _observed)
        {
            _observed = spec;
            _observedAt = _clock.GetTimestamp();
        }
    }

    private bool HasRunOut(LeaseSpec spec) =>
        _clock.GetElapsedTime(_observedAt) >= TimeSpan.FromSeconds(Math.Clamp(spec.LeaseDurationSeconds ?? LeaseTimes.LeaseSeconds, 1, LeaseTimes.MaxLeaseSeconds));

    private async Task<ApiFailure?> WriteAsync(
        Lease lease, Func<ApiResource<Lease>, Lease, CancellationToken, Task<ApiResult<Lease>>> writeAsync, CancellationToken cancellationToken)
    {
        // Before it is sent: others cannot see it earlier.
        long sent = _clock.GetTimestamp();
        switch (await writeAsync(ApiResources.Leases, lease, cancellationToken))
        {
            case ApiResult<Lease>.Found found:
                Observe(found.Value.Spec);
                SetTerm(new Term(sent, found.Value));
                return null;
            case ApiResult<Lease>.Failed failed:
                return failed.Failure;
            default:
                throw new UnreachableException();
        }
    }

    private LeaseSpec Claim(LeaseSpec? before)
    {
        bool isOurs = before?.HolderIdentity == _lease.Identity;
        string now = ApiTime.Micro(_clock.GetUtcNow());
        return new LeaseSpec
        {
            HolderIdentity = _lease.Identity,
            LeaseDurationSeconds = LeaseTimes.LeaseSeconds,
            AcquireTime = isOurs ? before!.AcquireTime : now,
            RenewTime = now,
            LeaseTransitions = before is null ? 0 : (before.LeaseTransitions ?? 0) + (isOurs ? 0 : 1),
        };
    }

    private async Task ReleaseAsync()
    {
        Term? term = IsLeader ? _term : null;
        SetTerm(null);
        if (term is null)
        {
            return;
        }

        using var deadline = new CancellationTokenSource(ApiLimits.ReleaseTime, _clock);
        try
        {
            LeaseSpec spec = Claim(term.Lease.Spec) with { HolderIdentity = "", LeaseDurationSeconds = 1 };
            await _client.UpdateAsync(ApiResources.Leases, term.Lease with { Spec = spec }, deadline.Token);
        }
        catch (OperationCanceledException)
        {
            // It runs out by itself.
        }
    }

    private void SetTerm(Term? term)
    {
        bool changes = (term is null) != (_term is null);
        _term = term;
        if (changes)
        {
            TaskCompletionSource waiting = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.TrySetResult();
        }
    }

    private sealed record Term(long RenewedAt, Lease Lease);
}
