using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ImageGate.Load;

/// <summary>One AdmissionReview as it goes over the wire, and the answer that it must get.</summary>
internal sealed class Review
{
    private readonly string _uid;
    private readonly IReadOnlyDictionary<string, string> _pins;
    private readonly string? _denial;
    private readonly bool _mayBeUnavailable;
    private byte[]? _seen;
    private string? _wrong;

    /// <summary>Makes one.</summary>
    /// <param name="body">The review.</param>
    /// <param name="uid">Its uid.</param>
    /// <param name="pins">The patch that it must get: JSON pointers and texts.</param>
    /// <param name="denial">The reason code that it must be denied with, or null: it must be allowed.</param>
    /// <param name="mayBeUnavailable">Whether "could not tell" is an answer as well, since a registry is ill.</param>
    public Review(byte[] body, string uid, IReadOnlyDictionary<string, string> pins, string? denial, bool mayBeUnavailable)
    {
        _uid = uid;
        _pins = pins;
        _denial = denial;
        _mayBeUnavailable = mayBeUnavailable;
        string head = string.Create(
            CultureInfo.InvariantCulture,
            $"POST /mutate?timeout=10s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n");
        Request = [.. Encoding.ASCII.GetBytes(head), .. body];
        Body = body;
    }

    /// <summary>Head and body.</summary>
    public byte[] Request { get; }

    /// <summary>The body alone.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The answer that was found right, or null.</summary>
    public byte[]? Seen => _seen;

    /// <summary>The first answer that was not the expected one, or null.</summary>
    public string? Surprise => _wrong is null ? null : $"{_denial ?? "allowed"} was expected of {Encoding.UTF8.GetString(Request)}\nand the answer was {_wrong}";

    /// <summary>What the answer is.</summary>
    public Verdict Check(int status, ReadOnlySpan<byte> body)
    {
        // The gate has no random parts in its answers: the same review gets the same bytes, once they were found right.
        if (_seen is { } seen && status == 200 && body.SequenceEqual(seen))
        {
            return Verdict.Right;
        }

        Verdict verdict = status == 200 ? Read(body) : Verdict.Wrong;
        _seen = verdict == Verdict.Right ? body.ToArray() : _seen;
        _wrong ??= verdict == Verdict.Wrong ? $"{status} {Encoding.UTF8.GetString(body)}" : null;
        return verdict;
    }

    private Verdict Read(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        JsonElement response = document.RootElement.GetProperty("response");
        bool allowed = response.GetProperty("allowed").GetBoolean();
        if (response.GetProperty("uid").GetString() != _uid)
        {
            return Verdict.Wrong;
        }

        if (allowed)
        {
            return _denial is null && Pins(response).SequenceEqual(_pins.OrderBy(pin => pin.Key, StringComparer.Ordinal)) ? Verdict.Right : Verdict.Wrong;
        }

        JsonElement state = response.GetProperty("status");
        bool isUnavailable = state.GetProperty("code").GetInt32() == 503;
        bool saysWhy = _denial is not null && state.GetProperty("message").GetString()!.Contains(_denial, StringComparison.Ordinal);
        return saysWhy && !isUnavailable ? Verdict.Right
            : _mayBeUnavailable && isUnavailable ? Verdict.Unavailable
            : Verdict.Wrong;
    }

    private static IEnumerable<KeyValuePair<string, string>> Pins(JsonElement response)
    {
        if (!response.TryGetProperty("patch", out JsonElement patch))
        {
            return [];
        }

        using JsonDocument operations = JsonDocument.Parse(patch.GetBytesFromBase64());
        return [.. operations.RootElement.EnumerateArray()
            .Where(operation => operation.GetProperty("op").GetString() == "replace")
            .Select(operation => KeyValuePair.Create(operation.GetProperty("path").GetString()!, operation.GetProperty("value").GetString()!))
            .OrderBy(pin => pin.Key, StringComparer.Ordinal)];
    }
}
