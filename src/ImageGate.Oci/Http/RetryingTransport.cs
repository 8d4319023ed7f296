using System.Diagnostics;
using System.Net;
using ImageGate.Core.Registries;

namespace ImageGate.Oci.Http;

/// <summary>Asks again, a little later, when a failure may pass. The deadline is the caller's.</summary>
internal sealed class RetryingTransport(Transport transport, TimeProvider clock)
{
    /// <returns>An answer that is not 429, 502, 503 or 504, or why there is none.</returns>
    public async Task<RegistryResult<Reply>> SendAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        for (int attempt = 0; ; attempt++)
        {
            RegistryFailure.Unavailable passing;
            switch (await transport.SendAsync(request, cancellationToken))
            {
                case Exchange.Refused refused:
                    return new RegistryResult<Reply>.Failed(refused.Failure);
                case Exchange.Broken broken:
                    passing = broken.Failure;
                    break;
                case Exchange.Answered answered:
                    if (Passing(request, answered.Reply) is not { } failure)
                    {
                        return new RegistryResult<Reply>.Found(answered.Reply);
                    }

                    passing = failure;
                    break;
                default:
                    throw new UnreachableException();
            }

            if (!await MayRepeatAsync(request, attempt, passing.RetryAfter, cancellationToken))
            {
                return new RegistryResult<Reply>.Failed(passing);
            }
        }
    }

    private RegistryFailure.Unavailable? Passing(RegistryRequest request, Reply reply) => reply.Status switch
    {
        HttpStatusCode.TooManyRequests => new(
            UnavailableCause.Throttled, $"{request.Subject}: {request.Host} answered 429, too many requests", RetryAfter.Of(reply, clock)),
        HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => new(
            UnavailableCause.Unreachable, $"{request.Subject}: {request.Host} answered {(int)reply.Status}", RetryAfter.Of(reply, clock)),
        _ => null,
    };

    // When the deadline passes while we wait, the failure that we know says more than "no answer in time".
    private async Task<bool> MayRepeatAsync(RegistryRequest request, int attempt, TimeSpan? retryAfter, CancellationToken cancellationToken)
    {
        if (request.Form is not null || attempt >= Limits.MaxRetries || retryAfter > Limits.MaxRetryWait)
        {
            return false;
        }

        TimeSpan backOff = Limits.RetryWait * (1 << attempt) * (1 - (Random.Shared.NextDouble() / 2));
        try
        {
            await Task.Delay(retryAfter > backOff ? retryAfter.Value : backOff, clock, cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
