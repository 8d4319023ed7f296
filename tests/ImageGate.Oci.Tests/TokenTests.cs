using ImageGate.Core.Registries;
using ImageGate.Oci.Auth;
using ImageGate.Sigstore;
using ImageGate.Testing;
using Microsoft.AspNetCore.Http;

namespace ImageGate.Oci.Tests;

/// <summary>How tokens are asked for, used, shared and given up.</summary>
public sealed class TokenTests : AuthTest
{
    [Fact]
    public async Task A_token_is_asked_for_as_nobody_and_used_again()
    {
        await using InMemoryRegistry registry = await StartAsync(RegistryAuthentication.AnonymousBearer);

        await ShouldResolve(registry, null);
        await ShouldResolve(registry, null);

        registry.Requests.Select(request => request.ToString()).Should().Equal(
            "HEAD /v2/app/manifests/1.0", "GET /token", "HEAD /v2/app/manifests/1.0", "HEAD /v2/app/manifests/1.0");
        registry.Requests[1].Authorization.Should().BeNull();
        registry.Requests[1].Query.Should().Be("?service=in-memory&scope=repository%3Aapp%3Apull");
    }

    [Fact]
    public async Task A_token_is_asked_for_with_user_and_password()
    {
        await using InMemoryRegistry registry = await StartAsync(RegistryAuthentication.Bearer);

        await ShouldResolve(registry, registry.Credential);

        registry.Requests.Select(request => request.Authorization?.Split(' ')[0]).Should().Equal(null, "Basic", "Bearer");
    }

    [Fact]
    public async Task An_identity_token_is_exchanged_and_never_part_of_a_URL()
    {
        await using InMemoryRegistry registry = await InMemoryRegistry.StartAsync(
            new InMemoryRegistryOptions { Authentication = RegistryAuthentication.Bearer, IdentityToken = "secret identity&token" });
        registry.PushImage("app", "1.0");

        await ShouldResolve(registry, registry.Credential);

        RecordedRequest exchange = registry.Requests[1];
        exchange.ToString().Should().Be("POST /token");
        exchange.Query.Should().BeEmpty();
        exchange.Authorization.Should().BeNull();
        exchange.Form.Should().Be("grant_type=refresh_token&client_id=imagegate&service=in-memory&scope=repository%3Aapp%3Apull&refresh_token=secret%20identity%26token");
    }

    [Fact]
    public async Task Only_reading_of_the_one_repository_is_asked_for_whatever_the_challenge_says()
    {
        await using InMemoryRegistry registry = await StartAsync(
            RegistryAuthentication.AnonymousBearer, _ => "Bearer realm=\"{0}/token?own=1\",scope=\"repository:other:pull,push registry:catalog:*\"");

        await ShouldResolve(registry, null);

        registry.Requests[1].Query.Should().Be("?own=1&scope=repository%3Aapp%3Apull");
    }

    [Fact]
    public async Task Each_repository_and_each_credential_has_its_own_token()
    {
        await using InMemoryRegistry registry = await StartAsync(RegistryAuthentication.Bearer);
        registry.PushImage("other", "1.0");

        await ShouldResolve(registry, registry.Credential);
        (await Client.ResolveAsync(registry.Location("other", registry.Credential), "1.0", default)).Found();
        (await ResolveAsync(registry, null)).Failed<RegistryFailure.Unauthorized>();

        registry.Requests.Where(request => request.Path == "/token").Select(request => request.Authorization is not null).Should().Equal(true, true, false);
    }

    [Theory]
    [InlineData(null, 49, 51)]          // the specification's default of 60 s, less the margin
    [InlineData(300, 289, 291)]
    [InlineData(99_999, 3_589, 3_591)]  // never longer than an hour
    public async Task A_token_is_used_until_shortly_before_it_expires(int? expiresIn, int stillGood, int noMore)
    {
        await using InMemoryRegistry registry = await InMemoryRegistry.StartAsync(
            new InMemoryRegistryOptions { Authentication = RegistryAuthentication.AnonymousBearer, TokenSeconds = expiresIn });
        registry.PushImage("app", "1.0");
        await ShouldResolve(registry, null);

        Clock.Advance(TimeSpan.FromSeconds(stillGood));
        await ShouldResolve(registry, null);
        TokenRequests(registry).Should().Be(1);

        Clock.Advance(TimeSpan.FromSeconds(noMore - stillGood));
        await ShouldResolve(registry, null);
        TokenRequests(registry).Should().Be(2);
    }

    [Theory]
    [InlineData("-5")]
    [InlineData("0")]
    [InlineData("10")]
    public async Task A_token_that_is_about_to_expire_is_used_once(string expiresIn)
    {
        await using InMemoryRegistry registry = await StartAsync(RegistryAuthentication.AnonymousBearer);
        registry.Fail("/token", async (context, normally) =>
        {
            Stream body = context.Response.Body;
            using var buffer = new MemoryStream();
            context.Response.Body = buffer;
            await normally(context);
            context.Response.Body = body;
            string json = System.Text.Encoding.UTF8.GetString(buffer.ToArray());
            await context.Response.WriteAsync(json.Replace("}", $",\"expires_in\":{expiresIn}}}", StringComparison.Ordinal));
        });

        await ShouldResolve(registry, null);
        await ShouldResolve(registry, null);

        TokenRequests(registry).Should().Be(2);
    }

    [Fact]
    public async Task A_token_that_the_registry_no_longer_takes_is_replaced_once()
    {
        await using InMemoryRegistry registry = await StartAsync(RegistryAuthentication.AnonymousBearer);
        await ShouldResolve(registry, null);
        registry.RevokeTokens();

        await ShouldResolve(registry, null);

        TokenRequests(registry).Should().Be(2);
    }

    [Fact]
    public async Task A_registry_that_takes_no_token_at_all_is_not_asked_for_ever()
    {
        await using InMemoryRegistry registry = await StartAsync(RegistryAuthentication.AnonymousBearer);
        registry.Fail("/v2/app/manifests/1.0", RegistryFaults.Status(401, ("WWW-Authenticate", $"Bearer realm=\"{registry.Url}/token\"")));

        (await ResolveAsync(registry, null)).Failed<RegistryFailure.Unauthorized>().Detail.Should().Contain("answered 401 for tag 1.0 to the anonymous request");

        registry.Requests.Should().HaveCount(3);
    }

    [Fact]
    public async Task A_403_after_a_token_stays_unauthorized()
    {
        await using InMemoryRegistry registry = await StartAsync(RegistryAuthentication.AnonymousBearer);
        await ShouldResolve(registry, null);
        registry.Fail("/v2/app/manifests/1.0", RegistryFaults.Status(403));

        (await ResolveAsync(registry, null)).Failed<RegistryFailure.Unauthorized>();
    }

    [Fact]
    public async Task Many_requests_at_once_ask_for_one_token()
    {
        await using InMemoryRegistry registry = await StartAsync(RegistryAuthentication.AnonymousBearer);
        HeldRequests token = registry.Hold("/token");

        Task<RegistryResult<Digest>>[] all = [.. Enumerable.Range(0, 20).Select(_ => ResolveAsync(registry, null))];
        await token.Arrived;
        token.Release();

        (await Task.WhenAll(all)).Should().AllBeOfType<RegistryResult<Digest>.Found>();
        TokenRequests(registry).Should().Be(1);
    }

    [Fact]
    public async Task A_token_request_goes_on_when_the_first_who_wanted_it_gives_up()
    {
        await using InMemoryRegistry registry = await StartAsync(RegistryAuthentication.AnonymousBearer);
        HeldRequests token = registry.Hold("/token");
        using var deadline = new CancellationTokenSource();

        Task<RegistryResult<Digest>> first = ResolveAsync(registry, null, deadline.Token);
        await token.Arrived;
        Task<RegistryResult<Digest>> second = ResolveAsync(registry, null);
        await deadline.CancelAsync();
        var failure = (await first).Failed<RegistryFailure.Unavailable>();
        token.Release();

        failure.Cause.Should().Be(UnavailableCause.Timeout);
        failure.Detail.Should().Contain("token service").And.Contain("did not answer in time");
        (await second).Found();
        TokenRequests(registry).Should().Be(1);
    }

    [Fact]
    public async Task A_token_is_preferred_to_the_password()
    {
        await using InMemoryRegistry registry = await StartAsync(RegistryAuthentication.Bearer, _ => "Basic realm=\"x\", Bearer realm=\"{0}/token\"");

        await ShouldResolve(registry, registry.Credential);
        TokenRequests(registry).Should().Be(1);
    }

    [Theory]
    [InlineData(400, typeof(RegistryFailure.Unauthorized), "refused the")]
    [InlineData(401, typeof(RegistryFailure.Unauthorized), "refused the")]
    [InlineData(403, typeof(RegistryFailure.Unauthorized), "refused the")]
    [InlineData(404, typeof(RegistryFailure.Invalid), "answered 404")]
    [InlineData(307, typeof(RegistryFailure.Invalid), "answered 307")]
    [InlineData(500, typeof(RegistryFailure.Unavailable), "answered 500")]
    public async Task A_token_service_that_gives_no_token_is_named(int status, Type failure, string reason)
    {
        await using InMemoryRegistry registry = await StartAsync(RegistryAuthentication.Bearer);
        registry.Fail("/token", RegistryFaults.Status(status, ("Location", "/elsewhere")));

        RegistryFailure found = (await ResolveAsync(registry, registry.Credential)).Should().BeOfType<RegistryResult<Digest>.Failed>().Which.Failure;

        found.Should().BeOfType(failure);
        found.Detail.Should().Contain($"the token service {registry.Host} {reason}").And.NotContain("secret");
        registry.Requests.Should().HaveCount(2);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("""{"token":""}""")]
    [InlineData("""{"token":7}""")]
    [InlineData("""{"token":"a\r\nX-Injected: 1"}""")]
    [InlineData("""{"token":"a b"}""")]
    [InlineData("""{"token":"\ud800"}""")]
    [InlineData("""{"token":"a","token":"b"}""")]
    public async Task A_token_that_is_none_is_refused(string answer)
    {
        await using InMemoryRegistry registry = await StartAsync(RegistryAuthentication.AnonymousBearer);
        registry.Fail("/token", RegistryFaults.Body(answer, "application/json"));

        (await ResolveAsync(registry, null)).Failed<RegistryFailure.Invalid>().Detail.Should().Contain("answered without a token");
    }

    [Fact]
    public async Task A_token_that_is_too_long_is_refused()
    {
        await using InMemoryRegistry registry = await StartAsync(RegistryAuthentication.AnonymousBearer);
        registry.Fail("/token", RegistryFaults.Body($$"""{"token":"{{new string('a', Limits.MaxTokenCharacters + 1)}}"}""", "application/json"));
        (await ResolveAsync(registry, null)).Failed<RegistryFailure.Invalid>();

        registry.Fail("/token", RegistryFaults.Endless("application/json"));
        (await ResolveAsync(registry, null)).Failed<RegistryFailure.TooLarge>();
    }

    [Fact]
    public async Task Kept_tokens_are_bounded_and_the_one_that_expires_first_makes_place()
    {
        var cache = new TokenCache(Clock);
        for (int i = 0; i < Limits.MaxTokens + 5; i++)
        {
            await cache.GetAsync(Key(i), () => Answer(TimeSpan.FromSeconds(100 + i)));
        }

        cache.Count.Should().Be(Limits.MaxTokens);
        cache.Find(Key(4)).Should().BeNull();
        cache.Find(Key(5)).Should().NotBeNull();

        static TokenKey Key(int i) => new(null, $"app{i}");
        static Task<RegistryResult<Token>> Answer(TimeSpan lifetime) => Task.FromResult<RegistryResult<Token>>(new RegistryResult<Token>.Found(new Token("t", lifetime)));
    }

    [Fact]
    public void No_secret_is_in_what_is_printed()
    {
        new Token("secret", TimeSpan.Zero).ToString().Should().NotContain("secret");
        new TokenKey(new RegistryCredential("", "robot", "secret", "secret"), "app").ToString().Should().NotContain("secret");
        new Http.RegistryRequest(HttpMethod.Post, new Uri("https://a/b?secret"), "app", new TokenKey(null, "app"), 1) { Form = "secret", Authorization = new("Basic", "secret") }
            .ToString().Should().Be("POST https://a/b");
    }
}
