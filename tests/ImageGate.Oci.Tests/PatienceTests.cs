using ImageGate.Core.Registries;
using ImageGate.Sigstore;
using ImageGate.Testing;
using Microsoft.AspNetCore.Http;

namespace ImageGate.Oci.Tests;

public sealed class PatienceTests : IAsyncLifetime
{
    private const string Tag = "/v2/app/manifests/1.0";

    private readonly ManualTimeProvider _clock = new();
    private readonly RegistryClient _client;
    private InMemoryRegistry _registry = null!;
    private Digest _image = null!;

    public PatienceTests() => _client = Clients.New(_clock);

    public async Task InitializeAsync()
    {
        _registry = await InMemoryRegistry.StartAsync();
        _image = _registry.PushImage("app", "1.0");
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _registry.DisposeAsync();
    }

    [Theory]
    [InlineData(429)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_failure_that_passes_is_waited_out(int status)
    {
        _registry.Fail(Tag, RegistryFaults.Status(status), times: 2);
        Task<RegistryResult<Digest>> resolve = ResolveAsync();

        IReadOnlyList<TimeSpan> waits = await _clock.RunAsync(resolve, Clients.LongestWait);

        (await resolve).Found().Should().Be(_image);
        waits.Should().HaveCount(2);
        waits[0].TotalMilliseconds.Should().BeInRange(100, 200);
        waits[1].TotalMilliseconds.Should().BeInRange(200, 400);
    }

    [Fact]
    public async Task A_broken_connection_is_tried_again()
    {
        _registry.Fail(Tag, RegistryFaults.Drop(), times: 1);
        Task<RegistryResult<Digest>> resolve = ResolveAsync();

        await _clock.RunAsync(resolve, Clients.LongestWait);

        (await resolve).Found().Should().Be(_image);
    }

    [Theory]
    [InlineData(429, UnavailableCause.Throttled)]
    [InlineData(502, UnavailableCause.Unreachable)]
    [InlineData(503, UnavailableCause.Unreachable)]
    [InlineData(504, UnavailableCause.Unreachable)]
    public async Task A_failure_that_does_not_pass_is_reported_after_three_requests(int status, UnavailableCause cause)
    {
        _registry.Fail(Tag, RegistryFaults.Status(status));
        Task<RegistryResult<Digest>> resolve = ResolveAsync();

        await _clock.RunAsync(resolve, Clients.LongestWait);

        var failure = (await resolve).Failed<RegistryFailure.Unavailable>();
        failure.Cause.Should().Be(cause);
        failure.Detail.Should().Contain($"{_registry.Host}/app: {_registry.Host} answered {status}");
        failure.RetryAfter.Should().BeNull();
        _registry.Requests.Should().HaveCount(3);
    }

    [Fact]
    public async Task A_connection_that_stays_broken_is_reported_after_three_requests()
    {
        _registry.Fail(Tag, RegistryFaults.Drop());
        Task<RegistryResult<Digest>> resolve = ResolveAsync();

        await _clock.RunAsync(resolve, Clients.LongestWait);

        (await resolve).Failed<RegistryFailure.Unavailable>().Detail.Should().Contain("broke the answer off");
        _registry.Requests.Should().HaveCount(3);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(501)]
    public async Task A_failure_that_will_not_pass_is_not_repeated(int status)
    {
        _registry.Fail("GET " + Tag, RegistryFaults.Status(status));
        _registry.Fail("HEAD " + Tag, RegistryFaults.Status(405));

        (await ResolveAsync()).Failed<RegistryFailure.Unavailable>();
        _registry.Requests.Should().HaveCount(2);
    }

    [Theory]
    [InlineData("3")]
    [InlineData("Tue, 01 Jan 2030 00:00:03 GMT")]
    public async Task Retry_After_is_waited_for(string retryAfter)
    {
        _registry.Fail(Tag, RegistryFaults.Status(429, ("Retry-After", retryAfter)), times: 1);
        Task<RegistryResult<Digest>> resolve = ResolveAsync();

        IReadOnlyList<TimeSpan> waits = await _clock.RunAsync(resolve, Clients.LongestWait);

        (await resolve).Found();
        waits.Should().Equal(TimeSpan.FromSeconds(3));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-7")]
    [InlineData("soon")]
    [InlineData("99999999999999999999")]
    [InlineData("Sat, 01 Jan 2000 00:00:00 GMT")]
    public async Task A_Retry_After_that_says_nothing_is_no_reason_to_hurry(string retryAfter)
    {
        _registry.Fail(Tag, RegistryFaults.Status(503, ("Retry-After", retryAfter)), times: 1);
        Task<RegistryResult<Digest>> resolve = ResolveAsync();

        IReadOnlyList<TimeSpan> waits = await _clock.RunAsync(resolve, Clients.LongestWait);

        waits.Should().ContainSingle().Which.TotalMilliseconds.Should().BeInRange(100, 200);
    }

    [Fact]
    public async Task A_Retry_After_of_the_past_is_no_wait_and_not_less()
    {
        _registry.Fail(Tag, RegistryFaults.Status(503, ("Retry-After", "Sat, 01 Jan 2000 00:00:00 GMT")));
        Task<RegistryResult<Digest>> resolve = ResolveAsync();

        await _clock.RunAsync(resolve, Clients.LongestWait);

        (await resolve).Failed<RegistryFailure.Unavailable>().RetryAfter.Should().Be(TimeSpan.Zero);
    }

    [Theory]
    [InlineData("6", 6)]
    [InlineData("3600", 3_600)]
    [InlineData("999999999", 86_400)]
    public async Task A_Retry_After_beyond_any_deadline_is_reported_at_once(string retryAfter, int seconds)
    {
        _registry.Fail(Tag, RegistryFaults.Status(429, ("Retry-After", retryAfter)));

        (await ResolveAsync()).Failed<RegistryFailure.Unavailable>().RetryAfter.Should().Be(TimeSpan.FromSeconds(seconds));
        _registry.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task A_deadline_that_passes_while_waiting_reports_the_failure_that_is_known()
    {
        _registry.Fail(Tag, RegistryFaults.Status(429, ("Retry-After", "4")));
        using var deadline = new CancellationTokenSource();
        Task<RegistryResult<Digest>> resolve = ResolveAsync(deadline.Token);

        (await _clock.NextTimerAsync(Clients.LongestWait)).Should().Be(TimeSpan.FromSeconds(4));
        await deadline.CancelAsync();

        var failure = (await resolve).Failed<RegistryFailure.Unavailable>();
        failure.Cause.Should().Be(UnavailableCause.Throttled);
        failure.RetryAfter.Should().Be(TimeSpan.FromSeconds(4));
    }

    [Fact]
    public async Task An_exchange_of_an_identity_token_is_not_repeated()
    {
        await using InMemoryRegistry registry = await InMemoryRegistry.StartAsync(
            new InMemoryRegistryOptions { Authentication = RegistryAuthentication.Bearer, IdentityToken = "identity" });
        registry.Fail("/token", RegistryFaults.Status(503));

        (await _client.ResolveAsync(registry.Location("app", registry.Credential), "1.0", default)).Failed<RegistryFailure.Unavailable>();
        registry.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task An_answer_that_does_not_come_is_given_up_after_the_time_for_one_response()
    {
        HeldRequests held = _registry.Hold(Tag);
        Task<RegistryResult<Digest>> resolve = ResolveAsync();
        await held.Arrived;

        _clock.Advance(Clients.ResponseTimeout - TimeSpan.FromSeconds(1));
        resolve.IsCompleted.Should().BeFalse();
        _clock.Advance(TimeSpan.FromSeconds(1));

        ShouldBeLate(await resolve);
        await held.Aborted;
        _registry.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task A_body_that_drips_is_given_up_after_the_time_for_one_response()
    {
        var drops = System.Threading.Channels.Channel.CreateUnbounded<bool>();
        var dripped = System.Threading.Channels.Channel.CreateUnbounded<bool>();
        _registry.Fail("HEAD " + Tag, RegistryFaults.Status(405));
        _registry.Fail("GET " + Tag, async (context, normally) =>
        {
            context.Response.ContentType = OciJson.ManifestType;
            await foreach (bool _ in drops.Reader.ReadAllAsync(context.RequestAborted))
            {
                await context.Response.WriteAsync(" ", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                dripped.Writer.TryWrite(true);
            }
        });
        Task<RegistryResult<Digest>> resolve = ResolveAsync();

        // A byte every 30 seconds: each read is quick enough, the whole is not.
        for (int i = 0; i < 3; i++)
        {
            drops.Writer.TryWrite(true);
            await dripped.Reader.ReadAsync();
            _clock.Advance(TimeSpan.FromSeconds(30));
        }

        resolve.IsCompleted.Should().BeFalse();
        drops.Writer.TryWrite(true);
        await dripped.Reader.ReadAsync();
        _clock.Advance(TimeSpan.FromSeconds(30));

        ShouldBeLate(await resolve);
    }

    [Fact]
    public async Task The_deadline_of_the_request_is_a_result_and_not_an_exception()
    {
        HeldRequests held = _registry.Hold(Tag);
        using var deadline = new CancellationTokenSource();
        Task<RegistryResult<Digest>> resolve = ResolveAsync(deadline.Token);
        await held.Arrived;
        await deadline.CancelAsync();

        ShouldBeLate(await resolve);
        await held.Aborted;
    }

    [Fact]
    public async Task A_deadline_that_has_passed_already_asks_nothing()
    {
        using var deadline = new CancellationTokenSource();
        await deadline.CancelAsync();

        ShouldBeLate(await ResolveAsync(deadline.Token));
        (await _client.FetchSignaturesAsync(_registry.Location("app"), _image, deadline.Token)).Failed<RegistryFailure.Unavailable>().Cause.Should().Be(UnavailableCause.Timeout);
        _registry.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Requests_at_the_same_time_are_bounded_and_a_deadline_holds_in_the_queue_too()
    {
        HeldRequests held = _registry.Hold(Tag);
        RepositoryLocation narrow = _registry.Location("app") with { Access = _registry.Access() with { MaxConcurrency = 2 } };
        using var deadline = new CancellationTokenSource();
        Task<RegistryResult<Digest>>[] all = [.. Enumerable.Range(0, 6).Select(_ => _client.ResolveAsync(narrow, "1.0", default))];
        Task<RegistryResult<Digest>> hasty = _client.ResolveAsync(narrow, "1.0", deadline.Token);
        await held.Arrived;
        await deadline.CancelAsync();

        ShouldBeLate(await hasty);
        held.Release();
        (await Task.WhenAll(all)).Should().AllBeOfType<RegistryResult<Digest>.Found>();
        held.MostAtOnce.Should().BeLessThanOrEqualTo(2);
    }

    [Fact]
    public async Task An_answer_shorter_than_promised_is_not_used()
    {
        _registry.Fail("HEAD " + Tag, RegistryFaults.Status(405));
        _registry.Fail("GET " + Tag, RegistryFaults.BreakOff("""{"schemaVersion":2,"layers":[]}"""u8.ToArray(), 100, OciJson.ManifestType));
        Task<RegistryResult<Digest>> resolve = ResolveAsync();

        await _clock.RunAsync(resolve, Clients.LongestWait);

        (await resolve).Failed<RegistryFailure.Unavailable>().Detail.Should().Contain("broke the answer off");
    }

    [Fact]
    public async Task A_promise_over_the_bound_is_refused_before_a_byte_of_it_is_read()
    {
        _registry.Fail("HEAD " + Tag, RegistryFaults.Status(405));
        _registry.Fail("GET " + Tag, RegistryFaults.Stall("{"u8.ToArray(), int.MaxValue, OciJson.ManifestType));

        (await ResolveAsync()).Failed<RegistryFailure.TooLarge>();
    }

    private Task<RegistryResult<Digest>> ResolveAsync(CancellationToken cancellationToken = default) => _client.ResolveAsync(_registry.Location("app"), "1.0", cancellationToken);

    private void ShouldBeLate(RegistryResult<Digest> result)
    {
        var failure = result.Failed<RegistryFailure.Unavailable>();
        failure.Cause.Should().Be(UnavailableCause.Timeout);
        failure.Detail.Should().Be($"{_registry.Host}/app: {_registry.Host} did not answer in time");
    }
}
