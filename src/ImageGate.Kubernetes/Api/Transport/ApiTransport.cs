using ImageGate.Kubernetes.Api.Configuration;

namespace ImageGate.Kubernetes.Api.Transport;

/// <summary>Makes calls: bounded in time and bytes, repeated when that can help and does no harm.</summary>
internal sealed class ApiTransport(ApiConfiguration configuration, ApiClientSettings settings) : IDisposable
{
    private readonly ApiConnection _connection = new(configuration, settings);

    /// <summary>The answer of a success, or why there is none.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<ApiResult<byte[]>> SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        for (int attempt = 0; ; attempt++)
        {
            ApiResult<byte[]> result = await SendOnceAsync(request, cancellationToken);
            if (result is not ApiResult<byte[]>.Failed { Failure: var failure } || attempt >= ApiLimits.MaxRetries || WaitAfter(request, failure, attempt) is not { } wait)
            {
                return result;
            }

            await Task.Delay(wait, settings.Clock, cancellationToken);
        }
    }

    /// <summary>Opens a watch.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the watch as well.</param>
    /// <returns>The lines, for the caller to dispose, or why there are none.</returns>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<ApiResult<WatchLines>> OpenAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(settings.CallTimeout, settings.Clock);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        HttpResponseMessage? response = null;
        try
        {
            response = await _connection.SendAsync(request, deadline.Token);
            if (!response.IsSuccessStatusCode)
            {
                return new ApiResult<WatchLines>.Failed(await RefusalAsync(request, response, deadline.Token));
            }

            var lines = new WatchLines(response, await response.Content.ReadAsStreamAsync(deadline.Token), settings.Clock);
            response = null;
            return new ApiResult<WatchLines>.Found(lines);
        }
        catch (Exception broken) when (broken is OperationCanceledException or HttpRequestException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new ApiResult<WatchLines>.Failed(timer.IsCancellationRequested ? ApiFailures.Late(request.Subject) : ApiFailures.Of(request.Subject, broken));
        }
        finally
        {
            response?.Dispose();
        }
    }

    public void Dispose() => _connection.Dispose();

    // A change whose answer was lost may have happened: only the caller knows whether it may be asked for again.
    private static TimeSpan? WaitAfter(ApiRequest request, ApiFailure failure, int attempt)
    {
        (bool mayPass, TimeSpan? retryAfter) = failure switch
        {
            ApiFailure.TooManyRequests busy => (true, busy.RetryAfter),
            ApiFailure.Unavailable { Cause: ApiUnavailableCause.Unreachable or ApiUnavailableCause.ServerError } down => (true, down.RetryAfter),
            _ => (false, null),
        };
        TimeSpan backOff = ApiLimits.RetryWait * (1 << attempt) * (1 - (Random.Shared.NextDouble() / 2));
        return !mayPass || !request.IsIdempotent || retryAfter > ApiLimits.MaxRetryWait ? null
            : retryAfter > backOff ? retryAfter
            : backOff;
    }

    private async Task<ApiResult<byte[]>> SendOnceAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(settings.CallTimeout, settings.Clock);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            using HttpResponseMessage response = await _connection.SendAsync(request, deadline.Token);
            if (!response.IsSuccessStatusCode)
            {
                return new ApiResult<byte[]>.Failed(await RefusalAsync(request, response, deadline.Token));
            }

            return await BoundedStream.ReadAsync(response.Content, request.MaxBytes, deadline.Token) is { } body
                ? new ApiResult<byte[]>.Found(body)
                : new ApiResult<byte[]>.Failed(ApiFailures.TooLarge(request.Subject, request.MaxBytes));
        }
        catch (Exception broken) when (broken is OperationCanceledException or HttpRequestException or IOException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new ApiResult<byte[]>.Failed(timer.IsCancellationRequested ? ApiFailures.Late(request.Subject) : ApiFailures.Of(request.Subject, broken));
        }
    }

    private static async Task<ApiFailure> RefusalAsync(ApiRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        byte[] body = await BoundedStream.ReadAsync(response.Content, ApiLimits.MaxStatusBytes, cancellationToken) ?? [];
        return ApiFailures.Of(request.Subject, new ApiReply(response.StatusCode, body, ApiReply.RetryAfterOf(response)));
    }
}
