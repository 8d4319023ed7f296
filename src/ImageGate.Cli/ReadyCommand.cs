using System.Net;

namespace ImageGate.Cli;

/// <summary><c>imagegate ready</c>: asks a server's <c>/readyz</c>. The image has no shell and no other program that could.</summary>
internal static class ReadyCommand
{
    // What /readyz?verbose says is a few lines; whatever else stands at that address need not be held.
    private const int MaxAnswerBytes = 64 * 1024;

    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);

    /// <summary>Asks until the server is ready or the time is over; prints the last answer.</summary>
    /// <param name="address">An absolute http or https address.</param>
    /// <param name="timeout">How long it may take altogether.</param>
    /// <param name="output">Gets the answer of a server that is ready.</param>
    /// <param name="error">Gets the answer of one that is not, or why there was none.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it before its time.</param>
    /// <returns>Admitted: ready. Denied: it answered, and is not. Unavailable: it did not answer.</returns>
    public static async Task<ExitCode> RunAsync(
        Uri address, TimeSpan timeout, TextWriter output, TextWriter error, TimeProvider time, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { MaxResponseContentBufferSize = MaxAnswerBytes, Timeout = Timeout.InfiniteTimeSpan };
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        (ExitCode Code, string Text) last = (ExitCode.Unavailable, "no answer in time");
        while (true)
        {
            try
            {
                last = await AskAsync(client, address, either.Token);
                if (last.Code != ExitCode.Admitted)
                {
                    await Task.Delay(BetweenTries, time, either.Token);
                    continue;
                }
            }
            catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                // The last answer stands.
            }

            await (last.Code == ExitCode.Admitted ? output : error).WriteLineAsync(last.Text.TrimEnd());
            return last.Code;
        }
    }

    private static async Task<(ExitCode Code, string Text)> AskAsync(HttpClient client, Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage response = await client.GetAsync(address, cancellationToken);
            string text = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.StatusCode == HttpStatusCode.OK
                ? (ExitCode.Admitted, text)
                : (ExitCode.Denied, $"HTTP {(int)response.StatusCode}: {text}");
        }
        catch (HttpRequestException failure)
        {
            return (ExitCode.Unavailable, $"{address}: {failure.Message}");
        }
    }
}
