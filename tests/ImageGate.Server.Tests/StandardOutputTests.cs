using System.Text;
using ImageGate.Server.Telemetry;
using Serilog;
using Serilog.Core;
using Serilog.Formatting.Display;

namespace ImageGate.Server.Tests;

/// <summary>The log, when its reader is quick, slow or gone.</summary>
public sealed class StandardOutputTests
{
    private static readonly MessageTemplateTextFormatter Lines = new("{Message:l}\n");

    [Fact]
    public void Everything_is_written_in_order_before_the_end()
    {
        using var stream = new MemoryStream();
        using (var output = new StandardOutput(Lines, stream))
        using (Logger logger = Logging(output))
        {
            Write(logger, 1_000);
        }

        Encoding.UTF8.GetString(stream.ToArray()).Should().Be(string.Concat(Enumerable.Range(0, 1_000).Select(number => $"line {number}\n")));
    }

    [Fact]
    public async Task A_reader_that_stands_still_holds_nobody_up_and_what_is_lost_is_counted()
    {
        using var stream = new HeldStream();
        var output = new StandardOutput(Lines, stream);
        using Logger logger = Logging(output);
        Write(logger, 1);
        await stream.Arrived;
        Write(logger, Limits.MaxQueuedLogEvents + 7);                  // returns: nothing here waits for the stream
        output.Dropped.Should().Be(7);
        stream.Release();
        output.Dispose();
        stream.Written.Count(letter => letter == '\n').Should().Be(1 + Limits.MaxQueuedLogEvents);
    }

    [Fact]
    public async Task A_reader_that_is_gone_stops_nothing()
    {
        using var stream = new HeldStream { Breaks = true };
        using var output = new StandardOutput(Lines, stream);
        using Logger logger = Logging(output);
        stream.Release();
        Write(logger, 1);
        await stream.Arrived;
        Write(logger, 2);
        output.Dropped.Should().Be(0);
    }

    private static Logger Logging(StandardOutput output) => new LoggerConfiguration().WriteTo.Sink(output).CreateLogger();

    private static void Write(Logger logger, int count)
    {
        for (int number = 0; number < count; number++)
        {
            logger.Information("line {Number}", number);
        }
    }

    /// <summary>A stream whose writes wait until they are let go, or break.</summary>
    private sealed class HeldStream : Stream
    {
        private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly MemoryStream _written = new();

        public bool Breaks { get; init; }

        public Task Arrived => _arrived.Task;

        public string Written => Encoding.UTF8.GetString(_written.ToArray());

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public void Release() => _released.TrySetResult();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _arrived.TrySetResult();
            await _released.Task;
            if (Breaks)
            {
                throw new IOException("broken pipe");
            }

            _written.Write(buffer.Span);
        }

        public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

        public override void Flush()
        {
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
