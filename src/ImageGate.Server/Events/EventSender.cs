using ImageGate.Kubernetes.Api;
using ImageGate.Kubernetes.Api.Objects;
using ImageGate.Server.Telemetry;

namespace ImageGate.Server.Events;

/// <summary>
/// Creates Events, and counts repetitions in the one that is there, at most once a minute for each and
/// <see cref="Limits.MaxEventsPerMinute"/> a minute in all. Not for several threads at once.
/// </summary>
internal sealed partial class EventSender(ApiClient client, TimeProvider time, GateMetrics metrics, ILogger<EventSender> logger)
{
    private const string Reporter = "imagegate.dev/webhook";
    private const int NameDigits = 16;

    private readonly Dictionary<string, Told> _told = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _forbidden = new(StringComparer.Ordinal);
    private DateTimeOffset _minute;
    private int _thisMinute;
    private bool _saidForbidden;

    /// <summary>Tells the API server, unless that would be too often.</summary>
    public async Task SendAsync(ObjectEvent happening, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (_told.TryGetValue(happening.Key, out Told? told))
        {
            told.Count++;
            if (now - told.At < Limits.RepetitionTime)
            {
                return;
            }
        }

        if (IsForbidden(happening.Object.Namespace!, now) || !MaySend(now))
        {
            metrics.EventSent("dropped");
            return;
        }

        if (told is null || !await UpdateAsync(told, now, cancellationToken))
        {
            await CreateAsync(happening, told?.Count ?? 1, now, cancellationToken);
        }
    }

    /// <returns>False: it is not there any more.</returns>
    private async Task<bool> UpdateAsync(Told told, DateTimeOffset now, CancellationToken cancellationToken)
    {
        told.At = now;
        switch (await client.UpdateAsync(ApiResources.Events, told.Event with { Count = told.Count, LastTimestamp = ApiTime.Seconds(now) }, cancellationToken))
        {
            case ApiResult<ApiEvent>.Found found:
                told.Event = found.Value;
                metrics.EventSent("updated");
                return true;
            case ApiResult<ApiEvent>.Failed { Failure: ApiFailure.NotFound or ApiFailure.Conflict }:
                return false;                                          // Events are kept for an hour, or somebody changed it
            case ApiResult<ApiEvent>.Failed { Failure: var failure }:
                Fail(told.Event.Metadata.Namespace!, failure, now);
                return true;
            default:
                return true;
        }
    }

    private async Task CreateAsync(ObjectEvent happening, int count, DateTimeOffset now, CancellationToken cancellationToken)
    {
        string space = happening.Object.Namespace!;
        var wanted = new ApiEvent
        {
            Metadata = new ObjectMetadata { Name = $"imagegate.{System.Security.Cryptography.RandomNumberGenerator.GetHexString(NameDigits, lowercase: true)}", Namespace = space },
            InvolvedObject = happening.Object,
            Reason = happening.Reason,
            Message = happening.Message,
            Type = "Warning",
            ReportingComponent = Reporter,
            ReportingInstance = Environment.MachineName,
            FirstTimestamp = ApiTime.Seconds(now),
            LastTimestamp = ApiTime.Seconds(now),
            Count = count,
        };
        switch (await client.CreateAsync(ApiResources.Events, wanted, cancellationToken))
        {
            case ApiResult<ApiEvent>.Found { Value: var stored }:
                Remember(happening.Key, new Told(stored, count, now));
                metrics.EventSent("created");
                break;
            case ApiResult<ApiEvent>.Failed { Failure: var failure }:
                Fail(space, failure, now);
                break;
        }
    }

    private void Remember(string key, Told told)
    {
        if (_told.Count >= Limits.MaxKnownEvents && !_told.ContainsKey(key))
        {
            _told.Remove(_told.MinBy(one => one.Value.At).Key);
        }

        _told[key] = told;
    }

    private bool MaySend(DateTimeOffset now)
    {
        if (now - _minute >= TimeSpan.FromMinutes(1))
        {
            (_minute, _thisMinute) = (now, 0);
        }

        return ++_thisMinute <= Limits.MaxEventsPerMinute;
    }

    private bool IsForbidden(string space, DateTimeOffset now) => _forbidden.TryGetValue(space, out DateTimeOffset until) && now < until;

    private void Fail(string space, ApiFailure failure, DateTimeOffset now)
    {
        metrics.EventSent("failed");
        if (failure is not ApiFailure.Forbidden)
        {
            LogFailed(logger, failure.Detail);
            return;
        }

        if (_forbidden.Count >= Limits.MaxKnownEvents)
        {
            _forbidden.Clear();
        }

        _forbidden[space] = now + Limits.ForbiddenTime;
        if (!_saidForbidden)
        {
            _saidForbidden = true;
            LogForbidden(logger, failure.Detail);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "no Events where the role does not allow them: {Detail}")]
    private static partial void LogForbidden(ILogger logger, string detail);

    [LoggerMessage(Level = LogLevel.Debug, Message = "an Event was not stored: {Detail}")]
    private static partial void LogFailed(ILogger logger, string detail);

    private sealed class Told(ApiEvent stored, int count, DateTimeOffset at)
    {
        public ApiEvent Event { get; set; } = stored;

        public int Count { get; set; } = count;

        public DateTimeOffset At { get; set; } = at;
    }
}
