using System.Globalization;
using ImageGate.Alerts.Delivery;

namespace ImageGate.Alerts.Tests.Delivery;

public sealed class AlertWindowsTests
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(10);

    private readonly AlertWindows _windows = new(Length);

    [Fact]
    public void A_repetition_is_counted_and_told_of_once_at_the_windows_end()
    {
        Take(Samples.Alert).Should().Be(Samples.Alert);
        for (int index = 0; index < 17; index++)
        {
            Take(Samples.Alert with { Name = $"web-{index}", User = "other", RequestId = "x", Message = "again" }, TimeSpan.FromSeconds(index)).Should().BeNull();
        }

        _windows.NextEnd.Should().Be(Samples.Time + Length);
        _windows.TakeEnded(Samples.Time + Length - TimeSpan.FromTicks(1)).Should().BeEmpty();
        Alert summary = _windows.TakeEnded(Samples.Time + Length).Should().ContainSingle().Subject;
        (summary.Count, summary.Within, summary.Time).Should().Be((17, Length, Samples.Time + Length));
        summary.Text.Should().Be("CREATE of Pod \"web-*\" was denied (17 more in the last 10 minutes)");
        _windows.NextEnd.Should().BeNull();
        Take(Samples.Alert, Length).Should().Be(Samples.Alert, "the next window begins");
    }

    [Fact]
    public void What_happened_once_has_no_summary()
    {
        Take(Samples.Alert);

        _windows.TakeEnded(Samples.Time + Length).Should().BeEmpty();
    }

    public static TheoryData<string, Alert> Different => new()
    {
        { "event", Samples.Alert with { Event = AlertEvent.Unavailable } },
        { "reason", Samples.Alert with { ReasonCode = "SignatureInvalid" } },
        { "policy", Samples.Alert with { Policies = ["apps", "base"] } },
        { "namespace", Samples.Alert with { Namespace = "team-b" } },
        { "owner", Samples.Alert with { Owner = "ReplicaSet/other" } },
        { "repository", Samples.Alert with { Images = [Samples.Image("ghcr.io/acme/other:1")] } },
        { "kind without owner", Samples.Alert with { Owner = "", Kind = "Deployment" } },
        { "moved text", Samples.Alert with { ReasonCode = "NoSignatureteam", Namespace = "-a" } },
    };

    [Theory]
    [MemberData(nameof(Different))]
    public void Another_trouble_is_another_alert(string what, Alert other)
    {
        Take(Samples.Alert);

        Take(other).Should().Be(other, what);
    }

    [Fact]
    public void Another_tag_of_the_same_images_is_the_same_trouble()
    {
        Take(Samples.Alert);

        Take(Samples.Alert with { Images = [Samples.Image("ghcr.io/acme/side:9"), Samples.Image("ghcr.io/acme/web:7"), Samples.Image("ghcr.io/acme/web:8")] }).Should().BeNull();
    }

    [Fact]
    public void A_flood_in_one_namespace_is_one_alert_and_hides_no_other_namespace()
    {
        Alert[] sent = [.. Enumerable.Range(0, 1_000).Select(Flood).Select(alert => Take(alert)).OfType<Alert>()];

        sent.Should().HaveCount(Limits.MaxAlertsPerNamespace + 1);
        sent[^1].Message.Should().Contain("more than 32 different alerts").And.Contain("\"team-a\"");
        sent[^1].Images.Should().BeEmpty();
        Take(Samples.Alert with { Namespace = "team-b" }).Should().NotBeNull();
        Alert five = Flood(5);
        Take(five).Should().BeNull();
        IReadOnlyList<Alert> summaries = _windows.TakeEnded(Samples.Time + Length);
        summaries.Select(summary => summary.Count).Should().Equal([1, 1_000 - Limits.MaxAlertsPerNamespace - 1], "one that is known is counted as itself");
        summaries[0].Images.Should().Equal(five.Images);
        Take(five, Length).Should().BeSameAs(five, "the namespace has room again");
    }

    [Fact]
    public void The_memory_is_bounded()
    {
        int refused = 0;
        for (int index = 0; index < Limits.MaxWindows + 100; index++)
        {
            refused += _windows.TryTake(Samples.Alert with { Namespace = index.ToString(CultureInfo.InvariantCulture) }, Samples.Time, out _) ? 0 : 1;
        }

        refused.Should().Be(100);
        _windows.TakeEnded(Samples.Time + Length);
        _windows.TryTake(Samples.Alert, Samples.Time + Length, out Alert? next).Should().BeTrue();
        next.Should().NotBeNull();
    }

    private static Alert Flood(int index) => Samples.Alert with { Images = [Samples.Image($"ghcr.io/acme/{index}:1")] };

    private Alert? Take(Alert alert, TimeSpan after = default)
    {
        _windows.TryTake(alert, Samples.Time + after, out Alert? toSend).Should().BeTrue();
        return toSend;
    }
}
