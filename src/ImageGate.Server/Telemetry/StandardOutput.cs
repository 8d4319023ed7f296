using System.Threading.Channels;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;

namespace ImageGate.Server.Telemetry;

/// <summary>
/// Writes log events to a stream in the background, as many at once as there are: a decision waits neither for a system call
/// nor for whoever reads the log. When the reader stands still and the queue is full, events are dropped and counted.
/// </summary>
internal sealed class StandardOutput : ILogEventSink, IDisposable
{
    private readonly Channel<LogEvent> _queue = Channel.CreateBounded<LogEvent>(
        new BoundedChannelOptions(Limits.MaxQueuedLogEvents) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    private readonly ITextFormatter _formatter;
    private readonly StreamWriter _output;
    private readonly Task _writing;
    private long _dropped;

    /// <summary>Begins to write.</summary>
    /// <param name="formatter">Makes a line of an event.</param>
    /// <param name="output">Where the lines go, UTF-8; it is not closed.</param>
    public StandardOutput(ITextFormatter formatter, Stream output)
    {
        _formatter = formatter;
        _output = new StreamWriter(output, bufferSize: Limits.LogBufferCharacters, leaveOpen: true);
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Events that found no place in the queue.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public void Emit(LogEvent logEvent)
    {
        if (!_queue.Writer.TryWrite(logEvent))
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    /// <summary>Writes what is queued, unless the reader stands still.</summary>
    public void Dispose()
    {
        _queue.Writer.TryComplete();
        _writing.Wait(Limits.LogDrainTime);
    }

    private async Task WriteAsync()
    {
        while (await _queue.Reader.WaitToReadAsync())
        {
            try
            {
                while (_queue.Reader.TryRead(out LogEvent? logEvent))
                {
                    _formatter.Format(logEvent, _output);
                }

                await _output.FlushAsync();
            }
            catch (IOException)
            {
                // Nobody reads any more. That is no reason to stop deciding.
            }
        }
    }
}
