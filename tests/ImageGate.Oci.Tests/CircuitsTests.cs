using ImageGate.Core.Registries;
using ImageGate.Oci.Auth;
using ImageGate.Oci.Http;
using ImageGate.Testing;

namespace ImageGate.Oci.Tests;

/// <summary>What counts against whom when requests overlap, and how much is remembered.</summary>
public sealed class CircuitsTests
{
    private const string Host = "registry.example";

    private readonly ManualTimeProvider _clock = new();
    private readonly Circuits _circuits;

    public CircuitsTests() => _circuits = new Circuits(_clock);

    [Fact]
    public void However_many_repositories_fail_a_bounded_number_is_remembered()
    {
        FailOnceEach(2 * Limits.MaxCircuits);

        _circuits.Known.Should().Be(Limits.MaxCircuits);
    }

    [Fact]
    public void A_thousand_bad_repositories_do_not_make_it_forget_a_host_that_is_down_nor_a_wish()
    {
        FailUntilOpen(Request("app"), HostSign.Unreached);
        Fail(Request("app", "busy.example"), HostSign.Busy, TimeSpan.FromSeconds(50));

        FailOnceEach(2 * Limits.MaxCircuits);

        _circuits.Open.Should().Be((1, 1, 0));
        Refused(Request("other"));
        Refused(Request("other", "busy.example"));
    }

    [Fact]
    public void They_do_not_make_it_forget_the_failures_of_a_host_either()
    {
        for (int i = 1; i < Limits.FailuresThatOpen; i++)
        {
            Fail(Request("app"), HostSign.Unreached);
        }

        FailOnceEach(2 * Limits.MaxCircuits);
        Fail(Request("app"), HostSign.Unreached);

        _circuits.Open.Everybody.Should().Be(1);
    }

    [Fact]
    public void Of_repositories_the_one_that_is_asked_again_first_makes_place()
    {
        FailUntilOpen(Request("app"), HostSign.Silent);

        FailOnceEach(2 * Limits.MaxCircuits);

        Refused(Request("app"));
    }

    [Fact]
    public void An_answer_to_a_request_that_was_sent_before_it_opened_does_not_close_it()
    {
        CircuitAnswer.Yes early = Enter(Request("app"));
        FailUntilOpen(Request("app"), HostSign.Silent);

        _circuits.Leave(Request("app"), early, new Exchange.Refused(new RegistryFailure.Invalid("an answer"), HostSign.Answered));

        Refused(Request("app"));
    }

    [Fact]
    public void A_failure_of_a_request_that_was_sent_before_it_opened_does_not_keep_it_open_for_longer()
    {
        CircuitAnswer.Yes early = Enter(Request("app"));
        FailUntilOpen(Request("app"), HostSign.Silent);
        TimeSpan before = Refused(Request("app"));

        _circuits.Leave(Request("app"), early, Troubled(HostSign.Silent));

        Refused(Request("app")).Should().Be(before);
    }

    [Fact]
    public void Requests_that_were_sent_before_the_first_had_failed_are_of_its_moment()
    {
        List<CircuitAnswer.Yes> overlapping = [];
        for (int i = 0; i < Limits.FailuresThatOpen; i++)
        {
            overlapping.Add(Enter(Request("app")));
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        foreach (CircuitAnswer.Yes pass in overlapping)
        {
            _circuits.Leave(Request("app"), pass, Troubled(HostSign.Silent));
        }

        _circuits.Open.Should().Be((0, 0, 0));
    }

    [Fact]
    public void A_shorter_wish_does_not_shorten_a_longer_one()
    {
        CircuitAnswer.Yes early = Enter(Request("app"));
        Fail(Request("app"), HostSign.Busy, TimeSpan.FromSeconds(20));

        _circuits.Leave(Request("app"), early, Troubled(HostSign.Busy, TimeSpan.FromSeconds(5)));

        Refused(Request("app")).Should().Be(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void A_wish_for_no_time_is_none()
    {
        Fail(Request("app"), HostSign.Busy, TimeSpan.Zero);

        _circuits.Known.Should().Be(1, "the repository failed, and that is all");
    }

    [Fact]
    public void A_host_that_is_busy_is_one_that_is_reached()
    {
        for (int i = 1; i < Limits.FailuresThatOpen; i++)
        {
            Fail(Request("app"), HostSign.Unreached);
        }

        Fail(Request("app"), HostSign.Busy);
        Fail(Request("app"), HostSign.Unreached);

        _circuits.Open.Should().Be((0, 0, 0));
    }

    [Fact]
    public void Circuits_that_open_alike_end_one_by_one_up_to_a_quarter_earlier()
    {
        List<TimeSpan> open = [];
        for (int i = 0; i < 20; i++)
        {
            FailUntilOpen(Request($"app{i}"), HostSign.Silent);
            open.Add(Refused(Request($"app{i}")) + Limits.FailureSpacing);
        }

        open.Should().OnlyHaveUniqueItems("replicas that met the same failure must not all come back at the same moment");
        open.Should().OnlyContain(time => time >= 0.75 * Limits.FirstOpenTime && time <= Limits.FirstOpenTime);
    }

    [Theory]
    [InlineData(HostSign.Silent)]
    [InlineData(HostSign.Busy)]
    internal void Repositories_that_fail_one_after_the_other_prove_nothing_of_their_host(HostSign sign)
    {
        for (int i = 0; i < 2 * Limits.FailuresThatOpen; i++)
        {
            Fail(Request($"app{i}"), sign);
        }

        _circuits.Refusal(Request("another")).Should().BeNull();
    }

    private static RegistryRequest Request(string repository, string host = Host) =>
        new(HttpMethod.Get, new Uri($"https://{host}/v2/{repository}/manifests/1"), repository, new TokenKey(null, repository), 1);

    private static Exchange.Troubled Troubled(HostSign sign, TimeSpan? retryAfter = null) => new(new HostTrouble(UnavailableCause.Unreachable, "trouble", retryAfter), sign, MayRepeat: false);

    private CircuitAnswer.Yes Enter(RegistryRequest request) => _circuits.Enter(request).Should().BeOfType<CircuitAnswer.Yes>().Subject;

    private void Fail(RegistryRequest request, HostSign sign, TimeSpan? retryAfter = null)
    {
        _circuits.Leave(request, Enter(request), Troubled(sign, retryAfter));
        _clock.Advance(retryAfter is null ? Limits.FailureSpacing : TimeSpan.Zero);
    }

    private void FailUntilOpen(RegistryRequest request, HostSign sign)
    {
        for (int i = 0; i < Limits.FailuresThatOpen; i++)
        {
            Fail(request, sign);
        }
    }

    /// <summary>Repositories of another host fail, all in one moment.</summary>
    private void FailOnceEach(int count)
    {
        for (int i = 0; i < count; i++)
        {
            RegistryRequest request = Request($"app{i}", "storage.example");
            _circuits.Leave(request, Enter(request), Troubled(HostSign.Silent));
        }
    }

    /// <returns>For how long.</returns>
    private TimeSpan Refused(RegistryRequest request) => _circuits.Refusal(request).Should().BeOfType<CircuitAnswer.No>().Which.Troubled.Trouble.RetryAfter!.Value;
}
