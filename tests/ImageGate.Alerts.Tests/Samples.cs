using ImageGate.Alerts.Payloads;

namespace ImageGate.Alerts.Tests;

/// <summary>Alerts and receivers to start from.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Time = new(2030, 1, 1, 12, 30, 15, 250, TimeSpan.Zero);

    public static readonly string Digest = "sha256:" + new string('a', 64);

    public static Alert Alert { get; } = new()
    {
        Event = AlertEvent.Denied,
        Time = Time,
        Message = "CREATE of Pod \"web-*\" was denied",
        ReasonCode = "NoSignature",
        RequestId = "3f1a",
        Namespace = "team-a",
        Kind = "Pod",
        Name = "web-*",
        Owner = "ReplicaSet/web",
        User = "jane",
        Policies = ["apps"],
        Images = [Image("ghcr.io/acme/web:1", Digest), Image("ghcr.io/acme/side:2")],
    };

    /// <summary>Everything that a stranger chooses is hostile and long.</summary>
    public static Alert Hostile { get; } = new()
    {
        Event = AlertEvent.Denied,
        Time = Time,
        Message = Nasty,
        ReasonCode = "BadReference",
        RequestId = Nasty,
        Namespace = Nasty,
        Kind = Nasty,
        Name = Nasty,
        Owner = Nasty,
        User = Nasty,
        Policies = [.. Enumerable.Repeat(Nasty, 100)],
        Images = [.. Enumerable.Range(0, 100).Select(index => Image($"{index}{Nasty}"))],
    };

    public static string Nasty => string.Concat(Enumerable.Repeat("\"}],{{ images }}<!channel>&<@U1>*x*[a](http://evil)\r\n\u202E\0\uD800😀", 200));

    public static AlertImage Image(string text, string? digest = null) => new(text, text.Split(':')[0], digest);

    public static ReceiverSettings Receiver(Uri address, PayloadFormat? format = null) =>
        new("ops", [AlertEvent.Denied, AlertEvent.Admitted], address, format ?? PayloadFormat.Webhook) { Timeout = Limits.MaxTimeout };
}
