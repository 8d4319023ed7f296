using System.Collections.Frozen;
using System.Diagnostics;
using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Json;
using Serilog.Parsing;

namespace ImageGate.Server.Telemetry;

/// <summary>One event as one line of JSON, with the names that docs/telemetry.md promises.</summary>
internal sealed class LogLine : ITextFormatter
{
    // What the framework adds to each event and what has a name of ours already.
    private static readonly FrozenSet<string> LeftOut = new[]
    {
        "EventId", "RequestId", "RequestPath", "ConnectionId", "ParentId", "SpanId", "TraceId", "time", "level", "message", "logger", "traceId", "spanId", "exception",
    }.ToFrozenSet(StringComparer.Ordinal);

    private readonly JsonValueFormatter _values = new(typeTagName: null);

    public void Format(LogEvent logEvent, TextWriter output)
    {
        output.Write("{\"time\":\"");
        output.Write(logEvent.Timestamp.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture));
        output.Write("\",\"level\":\"");
        output.Write(WordFor(logEvent.Level));
        output.Write('"');
        Write(output, "message", MessageOf(logEvent));
        Write(output, "traceId", logEvent.TraceId?.ToHexString());
        Write(output, "spanId", logEvent.SpanId?.ToHexString());
        foreach ((string name, LogEventPropertyValue value) in logEvent.Properties)
        {
            if (!LeftOut.Contains(name))
            {
                output.Write(",\"");
                output.Write(name == "SourceContext" ? "logger" : JsonName(name));
                output.Write("\":");
                _values.Format(value, output);
            }
        }

        Write(output, "exception", logEvent.Exception?.ToString());
        output.Write("}\n");
    }

    // As people write it: Serilog would put each text into quotation marks.
    private static string MessageOf(LogEvent logEvent)
    {
        using var message = new StringWriter(CultureInfo.InvariantCulture);
        foreach (MessageTemplateToken token in logEvent.MessageTemplate.Tokens)
        {
            if (token is PropertyToken { PropertyName: var name } && logEvent.Properties.TryGetValue(name, out LogEventPropertyValue? value) && value is ScalarValue { Value: string text })
            {
                message.Write(text);
            }
            else
            {
                token.Render(logEvent.Properties, message, CultureInfo.InvariantCulture);
            }
        }

        return message.ToString();
    }

    // Names come from our own templates and the framework's: letters and digits.
    private static string JsonName(string name) => char.IsAsciiLetterUpper(name[0]) ? char.ToLowerInvariant(name[0]) + name[1..] : name;

    private static void Write(TextWriter output, string name, string? text)
    {
        if (text is not null)
        {
            output.Write(",\"");
            output.Write(name);
            output.Write("\":");
            JsonValueFormatter.WriteQuotedJsonString(text, output);
        }
    }

    private static string WordFor(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose => "trace",
        LogEventLevel.Debug => "debug",
        LogEventLevel.Information => "info",
        LogEventLevel.Warning => "warning",
        LogEventLevel.Error => "error",
        LogEventLevel.Fatal => "critical",
        _ => throw new UnreachableException(),
    };
}
