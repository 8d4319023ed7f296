using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace ImageGate.Server.Tests;

/// <summary>How much memory a body takes, and when.</summary>
public sealed class PooledBodyTests
{
    private const int MiB = 1024 * 1024;
    private const int All = 16 * MiB;

    private readonly Pipe _pipe = new();
    private readonly DefaultHttpContext _context = new();

    public PooledBodyTests() => _context.Request.Body = _pipe.Reader.AsStream();

    [Fact]
    public async Task A_sender_that_announces_much_takes_no_memory_before_it_sends_and_then_little()
    {
        await using RunningGate gate = await RunningGate.StartAsync();
        AdmissionLoad load = gate.Get<AdmissionLoad>();
        using var body = new PooledBody(load);
        _context.Request.ContentLength = 4 * MiB;

        Task<BodyReading> reading = body.ReadAsync(_context.Request, 4 * MiB, default);

        load.TryTake(All).Should().BeTrue("nothing is taken yet");
        load.Return(All);
        await SendAsync("{}"u8.ToArray());
        (await reading).Should().Be(BodyReading.Complete);
        load.TryTake(All).Should().BeFalse("the body has some now");
        load.TryTake(All - (16 * 1024)).Should().BeTrue("and no more than what came needs");
        body.Bytes.ToArray().Should().Equal("{}"u8.ToArray());
    }

    [Fact]
    public async Task A_sender_that_announces_nothing_takes_less_still()
    {
        await using RunningGate gate = await RunningGate.StartAsync();
        AdmissionLoad load = gate.Get<AdmissionLoad>();
        using var body = new PooledBody(load);
        await SendAsync("{}"u8.ToArray());

        (await body.ReadAsync(_context.Request, 4 * MiB, default)).Should().Be(BodyReading.Complete);

        load.TryTake(All - (4 * 1024)).Should().BeTrue();
    }

    [Fact]
    public async Task A_body_that_is_announced_too_large_is_refused_before_any_of_it_comes()
    {
        await using RunningGate gate = await RunningGate.StartAsync();
        using var body = new PooledBody(gate.Get<AdmissionLoad>());
        _context.Request.ContentLength = 9;

        Task<BodyReading> reading = body.ReadAsync(_context.Request, 8, default);

        reading.IsCompleted.Should().BeTrue();
        (await reading).Should().Be(BodyReading.TooLarge);
    }

    [Theory]
    [InlineData(8, true)]
    [InlineData(9, false)]
    public async Task A_body_is_as_large_as_it_is_whatever_was_announced(int length, bool fits)
    {
        await using RunningGate gate = await RunningGate.StartAsync();
        using var body = new PooledBody(gate.Get<AdmissionLoad>());
        await SendAsync(new byte[length]);

        (await body.ReadAsync(_context.Request, 8, default) == BodyReading.Complete).Should().Be(fits);
    }

    private async Task SendAsync(byte[] bytes)
    {
        await _pipe.Writer.WriteAsync(bytes);
        await _pipe.Writer.CompleteAsync();
    }
}
