using System.Diagnostics;
using ImageGate.Core.Registries;

namespace ImageGate.Oci.Http;

/// <summary>Asks again, a little later, when a failure may pass. The deadline is the caller's.</summary>
internal sealed class RetryingTransport(TrafficControl traffic, TimeProvider clock)
{
    /// <returns>An answer that is not 429, 502, 503 or 504, or why there is none.</returns>
    public async Task<RegistryResult<Reply>> SendAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        for (int attempt = 0; ; attempt++)
        {
            switch (await traffic.SendAsync(request, cancellationToken))
            {
                case Exchange.Answered answered:
                    return new RegistryResult<Reply>.Found(answered.Reply);
                case Exchange.Refused refused:
                    return new RegistryResult<Reply>.Failed(refused.Failure);
                case Exchange.Troubled troubled when !troubled.MayRepeat || !await MayRepeatAsync(request, attempt, troubled.Trouble.RetryAfter, cancellationToken):
                    return new RegistryResult<Reply>.Failed(troubled.Trouble.For(request));
                case Exchange.Troubled:
                    break;
                default:
                    throw new UnreachableException();
            }
        }
    }

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
