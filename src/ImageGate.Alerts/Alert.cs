using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ImageGate.Alerts;

/// <summary>
/// What people are told: a decision, or rejected policies. Holds no specs and no secrets. Every text is one printable line
/// and bounded, whatever was put in.
/// </summary>
public sealed record Alert
{
    /// <summary>What it is about.</summary>
    public required AlertEvent Event { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What happened and why, at most <see cref="Limits.MaxMessageCharacters"/>.</summary>
    public required string Message { get; init => field = PlainText.Line(value, Limits.MaxMessageCharacters); }

    /// <summary>The reason code; empty when nothing is wrong.</summary>
    public string ReasonCode { get; init => field = PlainText.Line(value, Limits.MaxNameCharacters); } = "";

    /// <summary>The request's uid; empty when it is about no request.</summary>
    public string RequestId { get; init => field = PlainText.Line(value, Limits.MaxNameCharacters); } = "";

    /// <summary>The object's namespace; may be empty.</summary>
    public string Namespace { get; init => field = PlainText.Line(value, Limits.MaxNameCharacters); } = "";

    /// <summary>The object's kind; may be empty.</summary>
    public string Kind { get; init => field = PlainText.Line(value, Limits.MaxNameCharacters); } = "";

    /// <summary>The object's name, or what it will begin with and <c>*</c>; may be empty.</summary>
    public string Name { get; init => field = PlainText.Line(value, Limits.MaxNameCharacters); } = "";

    /// <summary>The object's controller as <c>ReplicaSet/web-5d9f</c>; empty when it has none.</summary>
    public string Owner { get; init => field = PlainText.Line(value, Limits.MaxNameCharacters); } = "";

    /// <summary>Who asked; may be empty.</summary>
    public string User { get; init => field = PlainText.Line(value, Limits.MaxNameCharacters); } = "";

    /// <summary>The policies that had a say in the reason.</summary>
    public IReadOnlyList<string> Policies { get; init => field = [.. value.Select(name => PlainText.Line(name, Limits.MaxNameCharacters))]; } = [];

    /// <summary>The images it is about.</summary>
    public IReadOnlyList<AlertImage> Images { get; init; } = [];

    /// <summary>How often it happened.</summary>
    public int Count { get; private init; } = 1;

    /// <summary>Null, or in which time it happened again <see cref="Count"/> times: then it is a summary.</summary>
    public TimeSpan? Within { get; private init; }

    /// <summary>The message, of a summary with the count.</summary>
    internal string Text => Within is { } time
        ? string.Create(CultureInfo.InvariantCulture, $"{PlainText.Line(Message, Limits.MaxMessageCharacters - 64)} ({Count} more in the last {Words(time)})")
        : Message;

    /// <summary>The event in one word.</summary>
    internal string Decision => Event switch
    {
        AlertEvent.Denied => "denied",
        AlertEvent.WouldDeny => "would-deny",
        AlertEvent.Admitted => "admitted",
        AlertEvent.Unavailable => "unavailable",
        AlertEvent.PoliciesRejected => "policies-rejected",
        _ => throw new UnreachableException(),
    };

    /// <summary>The event in one line.</summary>
    internal string Title => Event switch
    {
        AlertEvent.Denied => "ImageGate denied a request",
        AlertEvent.WouldDeny => "ImageGate admitted what it would deny",
        AlertEvent.Admitted => "ImageGate admitted a request",
        AlertEvent.Unavailable => "ImageGate could not decide a request",
        AlertEvent.PoliciesRejected => "ImageGate rejected changed policies",
        _ => throw new UnreachableException(),
    };

    /// <summary>Distinct texts of the images.</summary>
    internal IReadOnlyList<string> ImageTexts => [.. Images.Select(image => image.Text).Distinct()];

    /// <summary>Distinct digests of the images.</summary>
    internal IReadOnlyList<string> Digests => [.. Images.Select(image => image.Digest).OfType<string>().Distinct()];

    /// <summary>
    /// The same for what is the same trouble again: event, reason, policies, namespace, controller (or kind) and the images'
    /// repositories, not tags, names and users. 64 hex digits.
    /// </summary>
    public string Key => RestKey ?? KeyOf();

    private string? RestKey { get; init; }

    /// <summary>The alert that counts whatever else happens in its namespace.</summary>
    internal Alert Rest() => new()
    {
        Event = Event,
        Time = Time,
        Namespace = Namespace,
        Message = $"{Title}: namespace \"{Namespace}\" has more than {Limits.MaxAlertsPerNamespace} different alerts; further ones are only counted here, and logged",
        RequestId = RequestId,
        RestKey = Hash([Event.ToString(), Namespace]),
    };

    /// <summary>The summary of the repetitions of this alert.</summary>
    internal Alert Again(int count, TimeSpan within, DateTimeOffset now) => this with { Count = count, Within = within, Time = now };

    private static string Words(TimeSpan time) =>
        time.TotalMinutes >= 2 ? string.Create(CultureInfo.InvariantCulture, $"{Math.Round(time.TotalMinutes)} minutes")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Round(time.TotalSeconds)} seconds");

    // Every part with its length, so that moving characters from one to the next changes the hash.
    private static string Hash(IEnumerable<string> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(parts.Select(part => $"{part.Length}:{part}")))));

    private string KeyOf() => Hash(
    [
        Event.ToString(), ReasonCode, Namespace, Owner.Length > 0 ? Owner : Kind,
        "policies", .. Policies.Order(StringComparer.Ordinal),
        "images", .. Images.Select(image => image.Repository).Distinct().Order(StringComparer.Ordinal),
    ]);
}
