using ImageGate.Cloud.Registries;
using ImageGate.Testing;

namespace ImageGate.Cloud.Tests;

public sealed class KeptLoginsTests
{
    private static readonly RegistryLogin First = new RegistryLogin.Password("user", "first");
    private static readonly RegistryLogin Second = new RegistryLogin.Password("user", "second");
    private static readonly CloudProblem Down = new(CloudFault.ServerError, "it answers HTTP 500");

    private readonly ManualTimeProvider _time = new();
    private readonly KeptLogins _kept;
    private int _asked;
    private TaskCompletionSource<FreshLogin> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public KeptLoginsTests() => _kept = new KeptLogins(_time);

    [Fact]
    public async Task All_who_wait_share_one_request_and_then_none_is_made()
    {
        Task<RegistryLogin>[] waiting = [.. Enumerable.Range(0, 50).Select(_ => GetAsync())];
        Answer(First, TimeSpan.FromHours(3));

        (await Task.WhenAll(waiting)).Should().AllBeEquivalentTo(First);
        _time.Advance(TimeSpan.FromMinutes(59));
        (await GetAsync()).Should().Be(First);
        _asked.Should().Be(1);
    }

    [Fact]
    public async Task It_is_renewed_in_the_background_while_the_old_one_holds()
    {
        await GiveAsync(First, TimeSpan.FromHours(12));
        _time.Advance(Limits.RenewAfter);

        (await GetAsync()).Should().Be(First, "nobody waits");
        _kept.IsAsking.Should().BeTrue();
        (await GetAsync()).Should().Be(First);
        Answer(Second, TimeSpan.FromHours(12));
        await EventuallyAsync(Second);
        _asked.Should().Be(2);
    }

    [Fact]
    public async Task A_renewal_that_fails_leaves_the_old_one_until_it_ends_and_is_tried_again_after_a_while()
    {
        await GiveAsync(First, TimeSpan.FromHours(1));
        _time.Advance(TimeSpan.FromMinutes(30));
        _answer.SetResult(new FreshLogin.None(Down));
        (await GetAsync()).Should().Be(First);
        await SettledAsync();

        (await GetAsync()).Should().Be(First);
        _asked.Should().Be(2, "it has failed just now");
        _time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMinutes(30) - Limits.LoginMargin);
        (await GetAsync()).Should().Be(new RegistryLogin.None(Down), "it may end on its way");
        _asked.Should().Be(3);
    }

    [Fact]
    public async Task After_a_failure_nobody_is_asked_for_a_while()
    {
        _answer.SetResult(new FreshLogin.None(Down));
        (await GetAsync()).Should().Be(new RegistryLogin.None(Down));
        (await GetAsync()).Should().Be(new RegistryLogin.None(Down));
        _asked.Should().Be(1);

        await GiveAsync(First, TimeSpan.FromHours(1), Limits.RetryWait);
        _asked.Should().Be(2);
    }

    [Fact]
    public async Task Who_gives_up_ends_it_for_nobody_else()
    {
        using var gaveUp = new CancellationTokenSource();
        Task<RegistryLogin> impatient = GetAsync(gaveUp.Token);
        Task<RegistryLogin> patient = GetAsync();
        await gaveUp.CancelAsync();
        await impatient.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();

        Answer(First, TimeSpan.FromHours(1));
        (await patient).Should().Be(First);
        _asked.Should().Be(1);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_takes_too_long_and_what_nobody_foresaw_is_no_login()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<RegistryLogin> slow = _kept.GetAsync(
            "slow",
            async deadline =>
            {
                asked.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, deadline);
                throw new InvalidOperationException();
            },
            CancellationToken.None);
        await asked.Task;
        _time.Advance(Limits.LoginTimeout);
        (await slow).Should().Be(new RegistryLogin.None(new CloudProblem(CloudFault.TimedOut, "no answer within 20 seconds")));

        Task<RegistryLogin> deaf = _kept.GetAsync("deaf", _ => new TaskCompletionSource<FreshLogin>().Task, CancellationToken.None);
        await _time.RunAsync(deaf, TimeSpan.MaxValue);
        (await deaf).Should().Be(new RegistryLogin.None(new CloudProblem(CloudFault.TimedOut, "no answer within 20 seconds")));

        (await _kept.GetAsync("bad", _ => throw new FormatException("secret"), CancellationToken.None))
            .Should().Be(new RegistryLogin.None(new CloudProblem(CloudFault.BadAnswer, "FormatException while asking")));
    }

    [Fact]
    public async Task What_has_ended_when_it_comes_is_no_login()
    {
        Answer(First, Limits.LoginMargin);
        (await GetAsync()).Should().Be(new RegistryLogin.None(new CloudProblem(CloudFault.BadAnswer, "the login that came has ended already")));
    }

    [Fact]
    public async Task Names_are_apart_and_bounded()
    {
        for (int i = 0; i <= Limits.MaxLogins; i++)
        {
            var login = new RegistryLogin.Password("user", $"of {i}");
            (await _kept.GetAsync($"{i}", _ => Given(login, TimeSpan.FromHours(1 + i)), CancellationToken.None)).Should().Be(login);
        }

        (await _kept.GetAsync("1", _ => Given(Second, TimeSpan.FromHours(1)), CancellationToken.None)).Should().Be(new RegistryLogin.Password("user", "of 1"));
        (await _kept.GetAsync("0", _ => Given(Second, TimeSpan.FromHours(1)), CancellationToken.None)).Should().Be(Second, "the one that ends first made place");
    }

    [Fact]
    public void What_has_ended_is_not_kept_in_memory()
    {
        var kept = new KeptLogin { Login = First, Until = _time.GetUtcNow() };
        kept.Fail(Down, _time.GetUtcNow().AddTicks(-1));
        kept.Login.Should().Be(First, "it holds");
        kept.Fail(Down, _time.GetUtcNow());
        kept.Login.Should().BeNull();
    }

    [Fact]
    public void Nothing_prints_a_secret()
    {
        new FreshLogin.Given(new RegistryLogin.Password("user", "hidden"), default).ToString().Should().NotContain("hidden");
        new FreshLogin.Given(new RegistryLogin.IdentityToken("hidden"), default).ToString().Should().NotContain("hidden");
    }

    private async Task GiveAsync(RegistryLogin login, TimeSpan lifetime, TimeSpan after = default)
    {
        _time.Advance(after);
        _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Answer(login, lifetime);
        (await GetAsync()).Should().Be(login);
        _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private void Answer(RegistryLogin login, TimeSpan lifetime) => _answer.SetResult(new FreshLogin.Given(login, _time.GetUtcNow() + lifetime));

    private Task<FreshLogin> Given(RegistryLogin login, TimeSpan lifetime) => Task.FromResult<FreshLogin>(new FreshLogin.Given(login, _time.GetUtcNow() + lifetime));

    private Task<RegistryLogin> GetAsync(CancellationToken cancellationToken = default) => _kept.GetAsync(
        "one",
        _ =>
        {
            Interlocked.Increment(ref _asked);
            return _answer.Task;
        },
        cancellationToken);

    private async Task EventuallyAsync(RegistryLogin login)
    {
        while (await GetAsync() != login)
        {
            await Task.Yield();
        }
    }

    private async Task SettledAsync()
    {
        while (_kept.IsAsking)
        {
            await Task.Yield();
        }
    }
}
