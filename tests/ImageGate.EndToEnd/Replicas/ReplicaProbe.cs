using System.Text.Json.Nodes;
using ImageGate.EndToEnd.Parts;

namespace ImageGate.EndToEnd.Replicas;

/// <summary>Asks one replica about one image all the time, and keeps what changes.</summary>
internal sealed class ReplicaProbe
{
    public const string Allowed = "allowed";

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(20);

    private readonly Lock _lock = new();
    private readonly List<string> _states = [];
    private readonly CancellationTokenSource _end = new();
    private readonly Task _asking;

    private ReplicaProbe(GateProcess replica, PushedImage image) => _asking = AskAsync(new Uri($"https://127.0.0.1:{replica.WebhookPort}/mutate?timeout=10s"), image.Text);

    public static ReplicaProbe Start(GateProcess replica, PushedImage image) => new(replica, image);

    /// <summary>Waits for an answer: <see cref="Allowed"/> or a reason.</summary>
    public Task SeeAsync(string state) => Eventually.SeeAsync(() => Task.FromResult(States), states => states.LastOrDefault() == state, TimeSpan.FromSeconds(30));

    /// <summary>All answers so far; as many of the same kind in a row count as one.</summary>
    public async Task<string[]> EndAsync()
    {
        await _end.CancelAsync();
        await _asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
        return States;
    }

    private string[] States
    {
        get
        {
            lock (_lock)
            {
                return [.. _states];
            }
        }
    }

    private async Task AskAsync(Uri url, string image)
    {
        // Whose certificate it is is the API server's question; this one asks the process at this port.
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, SslOptions = new() { RemoteCertificateValidationCallback = (_, _, _, _) => true } });
        using var timer = new PeriodicTimer(Period);
        while (await timer.WaitForNextTickAsync(_end.Token))
        {
            using HttpResponseMessage response = await client.PostAsync(url, Review.Of(image));
            JsonNode answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["response"]!;
            string state = (bool)answer["allowed"]! ? Allowed : ReasonOf((string)answer["status"]!["message"]!);
            lock (_lock)
            {
                if (_states.LastOrDefault() != state)
                {
                    _states.Add(state);
                }
            }
        }
    }

    private static string ReasonOf(string message) => message.Contains("SignatureInvalid", StringComparison.Ordinal) ? "SignatureInvalid" : message;
}
