using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using ImageGate.EndToEnd.Parts;

namespace ImageGate.EndToEnd.Replicas;

/// <summary>
/// Creates Pods all the time, twenty a second, by dry runs: signed and unsigned ones in turn. A request does not wait for the
/// one before it. Every answer is compared with the only right one.
/// </summary>
internal sealed class PodStream : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient _client;
    private readonly Uri _url;
    private readonly PushedImage _signed;
    private readonly PushedImage _unsigned;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _lock = new();
    private readonly Task _sending;
    private List<Task<StreamAnswer>> _sent = [];

    private PodStream(Cluster cluster, string namespaceName, PushedImage signed, PushedImage unsigned)
    {
        _client = cluster.Connect();
        _url = new Uri($"/api/v1/namespaces/{namespaceName}/pods?dryRun=All", UriKind.Relative);
        _signed = signed;
        _unsigned = unsigned;
        _sending = SendAsync();
    }

    public static PodStream Start(Cluster cluster, string namespaceName, PushedImage signed, PushedImage unsigned) => new(cluster, namespaceName, signed, unsigned);

    /// <summary>The answers to what was sent since the last call, once all of them are there.</summary>
    public Task<StreamAnswer[]> TakeAsync()
    {
        lock (_lock)
        {
            List<Task<StreamAnswer>> sent = _sent;
            _sent = [];
            return Task.WhenAll(sent);
        }
    }

    /// <summary>Waits until that many were sent since the last <see cref="TakeAsync"/>.</summary>
    public Task SeeAsync(int count) => Eventually.SeeAsync(() => Task.FromResult(Count), sent => sent >= count, TimeSpan.FromSeconds(60));

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await TakeAsync();
        _client.Dispose();
        _end.Dispose();
    }

    private int Count
    {
        get
        {
            lock (_lock)
            {
                return _sent.Count;
            }
        }
    }

    private async Task SendAsync()
    {
        using var timer = new PeriodicTimer(Period);
        for (int number = 0; await timer.WaitForNextTickAsync(_end.Token); number++)
        {
            Task<StreamAnswer> answer = AskAsync(number);
            lock (_lock)
            {
                _sent.Add(answer);
            }
        }
    }

    private async Task<StreamAnswer> AskAsync(int number)
    {
        bool isSigned = number % 2 == 0;
        long began = Stopwatch.GetTimestamp();
        string? fault;
        try
        {
            using var content = new StringContent(Workload.Pod($"stream-{number}", (isSigned ? _signed : _unsigned).Text), Encoding.UTF8, new MediaTypeHeaderValue("application/yaml"));
            using HttpResponseMessage response = await _client.PostAsync(_url, content);
            fault = FaultOf(isSigned, response.StatusCode, await response.Content.ReadAsStringAsync());
        }
        catch (Exception failed) when (failed is HttpRequestException or TaskCanceledException)
        {
            fault = failed.Message;
        }

        return new StreamAnswer(began, Stopwatch.GetElapsedTime(began), fault);
    }

    private string? FaultOf(bool isSigned, HttpStatusCode status, string body)
    {
        bool isRight = isSigned
            ? status == HttpStatusCode.Created && (string?)JsonNode.Parse(body)!["spec"]!["containers"]![0]!["image"] == _signed.Pinned
            : status == HttpStatusCode.Forbidden && body.Contains("NoSignature: ", StringComparison.Ordinal);
        return isRight ? null : $"{(int)status} {(status == HttpStatusCode.Created ? body : (string?)JsonNode.Parse(body)?["message"])}";
    }
}
