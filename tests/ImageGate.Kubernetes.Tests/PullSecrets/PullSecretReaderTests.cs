using System.Text;
using System.Text.Json.Nodes;
using ImageGate.Core.Registries;
using ImageGate.Kubernetes.PullSecrets;
using ImageGate.Kubernetes.Tests.Api;
using ImageGate.Testing;
using ImageGate.Testing.Kubernetes;

namespace ImageGate.Kubernetes.Tests.PullSecrets;

public sealed class PullSecretReaderTests : ApiTest
{
    private const string Config = """{"auths":{"ghcr.io":{"username":"robot","password":"PASSWORD"}}}""";

    private PullSecretReader Reader => field ??= new PullSecretReader(Client, Clock);

    [Fact]
    public async Task Secrets_of_both_kinds_are_read_in_the_order_of_the_pod()
    {
        Put("apps", "old", "kubernetes.io/dockercfg", ".dockercfg", """{"https://ghcr.io/v1/":{"auth":"cm9ib3Q6c2Vjb25k"}}""");
        Put("apps", "new", Config.Replace("PASSWORD", "first", StringComparison.Ordinal));

        PullSecretReading reading = await ReadAsync("new", "old");

        Passwords(reading).Should().Equal("first", "second");
        reading.Problems.Should().BeEmpty();
    }

    [Fact]
    public async Task The_account_counts_when_the_template_names_none_and_only_then()
    {
        Put("apps", "own", Config);
        Put("apps", "its", Config.Replace("PASSWORD", "of-the-account", StringComparison.Ordinal));
        Server.Put("/api/v1/namespaces/apps/serviceaccounts/robot", new JsonObject { ["imagePullSecrets"] = new JsonArray(Named("its"), Named("its"), Named("")) });

        Passwords(await Reader.ReadAsync("apps", new PullSecretNames([], "robot"), None)).Should().Equal("of-the-account");
        Passwords(await Reader.ReadAsync("apps", new PullSecretNames(["own"], "robot"), None)).Should().Equal("PASSWORD");
        Passwords(await Reader.ReadAsync("apps", PullSecretNames.None, None)).Should().BeEmpty();
        Server.Requests.Count(request => request.Path.Contains("serviceaccounts", StringComparison.Ordinal)).Should().Be(1);
    }

    [Fact]
    public async Task A_secret_that_is_missing_or_forbidden_is_left_out_and_said()
    {
        Put("apps", "good", Config);
        Server.Fail("GET /api/v1/namespaces/apps/secrets/closed", FakeApiServer.Status(403, "Forbidden", "no"));

        PullSecretReading reading = await ReadAsync("missing", "closed", "good");

        Passwords(reading).Should().Equal("PASSWORD");
        reading.Problems.Select(problem => problem.Fault).Should().Equal(PullSecretFault.Missing, PullSecretFault.Forbidden);
        reading.Problems[0].Detail.Should().Be("the Secret apps/missing does not exist");
    }

    [Theory]
    [InlineData("../other/secrets/theirs")]
    [InlineData("other/theirs")]
    [InlineData("%2e%2e")]
    [InlineData("..")]
    public async Task A_name_cannot_lead_out_of_the_namespace(string name)
    {
        Put("other", "theirs", Config);

        PullSecretReading reading = await ReadAsync(name);

        Passwords(reading).Should().BeEmpty();
        reading.Problems.Should().ContainSingle().Which.Fault.Should().Be(PullSecretFault.Malformed);
        Server.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task A_secret_of_one_namespace_is_not_used_in_another()
    {
        Put("apps", "pull", Config);
        Passwords(await ReadAsync("pull")).Should().NotBeEmpty();

        PullSecretReading other = await Reader.ReadAsync("other", new PullSecretNames(["pull"], null), None);

        Passwords(other).Should().BeEmpty();
        other.Problems.Should().ContainSingle().Which.Fault.Should().Be(PullSecretFault.Missing);
    }

    [Fact]
    public async Task Over_the_bound_none_is_read()
    {
        string[] names = [.. Enumerable.Range(0, Limits.MaxPullSecrets + 1).Select(i => $"s{i}")];

        PullSecretReading reading = await ReadAsync(names);

        reading.Problems.Should().ContainSingle().Which.Fault.Should().Be(PullSecretFault.TooMany);
        Server.Requests.Should().BeEmpty();
        (await ReadAsync(names[1..])).Problems.Should().HaveCount(Limits.MaxPullSecrets).And.OnlyContain(problem => problem.Fault == PullSecretFault.Missing);
    }

    [Fact]
    public async Task A_secret_is_asked_for_once_in_a_while_and_once_by_many()
    {
        Put("apps", "pull", Config);
        HeldRequests held = Server.Hold("GET /api/v1/namespaces/apps/secrets/pull");
        Task<PullSecretReading>[] many = [.. Enumerable.Range(0, 50).Select(_ => ReadAsync("pull"))];
        held.Release();
        (await Task.WhenAll(many)).Should().OnlyContain(reading => reading.Problems.Count == 0);
        Server.Requests.Should().ContainSingle();

        Put("apps", "pull", Config.Replace("PASSWORD", "changed", StringComparison.Ordinal));
        Clock.Advance(Limits.PullSecretAge - TimeSpan.FromSeconds(1));
        Passwords(await ReadAsync("pull")).Should().Equal("PASSWORD");
        Clock.Advance(TimeSpan.FromSeconds(1));
        Passwords(await ReadAsync("pull")).Should().Equal("changed");
        Server.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task What_was_not_there_is_looked_for_again_soon()
    {
        (await ReadAsync("pull")).Problems.Should().ContainSingle();
        Put("apps", "pull", Config);
        Passwords(await ReadAsync("pull")).Should().BeEmpty();
        Server.Requests.Should().ContainSingle();

        Clock.Advance(Limits.PullSecretFaultAge);
        Passwords(await ReadAsync("pull")).Should().Equal("PASSWORD");
    }

    [Fact]
    public async Task A_slow_api_server_costs_a_bounded_time_and_the_next_request_profits()
    {
        Put("apps", "pull", Config);
        HeldRequests held = Server.Hold("GET /api/v1/namespaces/apps/secrets/pull");
        Task<PullSecretReading> slow = ReadAsync("pull");
        await SeeAsync(() => Server.Requests.Count == 1);
        slow.IsCompleted.Should().BeFalse();
        Clock.Advance(Limits.PullSecretWait);

        (await slow).Problems.Should().ContainSingle().Which.Should().Be(new PullSecretProblem(PullSecretFault.Unavailable, "the Secret apps/pull was not read in time"));
        held.Release();
        Passwords(await ReadAsync("pull")).Should().Equal("PASSWORD");
        Server.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task The_request_s_own_deadline_counts_as_well()
    {
        Put("apps", "pull", Config);
        HeldRequests held = Server.Hold("GET /api/v1/namespaces/apps/secrets/pull");

        PullSecretReading reading = await Reader.ReadAsync("apps", new PullSecretNames(["pull"], null), new CancellationToken(true));

        reading.Problems.Should().ContainSingle().Which.Fault.Should().Be(PullSecretFault.Unavailable);
        held.Release();
    }

    [Theory]
    [InlineData("Opaque", ".dockerconfigjson", Config, "is not of type")]
    [InlineData("kubernetes.io/dockerconfigjson", ".dockercfg", Config, "has no `.dockerconfigjson`")]
    [InlineData("kubernetes.io/dockerconfigjson", ".dockerconfigjson", "PASSWORD", "not valid JSON")]
    [InlineData("kubernetes.io/dockerconfigjson", ".dockerconfigjson", """{"auths":{},"auths":{"PASSWORD":{}}}""", "a name is there twice")]
    [InlineData("kubernetes.io/dockerconfigjson", ".dockerconfigjson", """["PASSWORD"]""", "no `auths`")]
    [InlineData("kubernetes.io/dockercfg", ".dockercfg", """["PASSWORD"]""", "no JSON object")]
    public async Task What_is_no_docker_config_is_said_without_its_text(string type, string key, string text, string why)
    {
        Put("apps", "pull", type, key, text);

        PullSecretProblem problem = (await ReadAsync("pull")).Problems.Should().ContainSingle().Subject;

        problem.Fault.Should().Be(PullSecretFault.Malformed);
        problem.Detail.Should().StartWith("the Secret apps/pull ").And.Contain(why).And.NotContain("PASSWORD");
    }

    [Fact]
    public async Task A_huge_secret_and_one_with_too_many_entries_are_not_read()
    {
        Put("apps", "huge", $$"""{"auths":{},"x":"{{new string('x', Limits.MaxPullSecretBytes)}}"}""");
        Put("apps", "many", "{\"auths\":{" + string.Join(",", Enumerable.Range(0, 2_000).Select(i => $"\"h{i}.io\":{{}}")) + "}}");

        (await ReadAsync("huge", "many")).Problems.Select(problem => problem.Detail).Should()
            .SatisfyRespectively(huge => huge.Should().Contain("has over 1048576 bytes"), many => many.Should().Contain("over 1024 entries"));
    }

    [Fact]
    public async Task An_entry_that_is_wrong_does_not_spoil_the_others_and_no_program_is_asked()
    {
        Put("apps", "pull", """{"credsStore":"evil","auths":{"a.io":{"auth":"?"},"*":{"auth":"cm9ib3Q6c3Rhcg=="},"ghcr.io":{"auth":"cm9ib3Q6Z29vZA=="}}}""");

        Passwords(await ReadAsync("pull")).Should().Equal("good");
    }

    [Theory]
    [InlineData("https://index.docker.io/v1/", "docker.io/library/nginx", true)]
    [InlineData("docker.io", "docker.io/acme/app", true)]
    [InlineData("registry.acme.io", "registry.acme.io:443/app", true)]
    [InlineData("registry.acme.io:443", "registry.acme.io/app", true)]
    [InlineData("registry.acme.io", "registry.acme.io.evil.com/app", false)]
    [InlineData("registry.acme.io.evil.com", "registry.acme.io/app", false)]
    [InlineData("registry.acme.io", "registry.acme.io:5000/app", false)]
    [InlineData("https://registry.acme.io@evil.com", "evil.com/app", false)]
    [InlineData("registry.acme.io/team", "registry.acme.io/team/app", true)]
    [InlineData("registry.acme.io/team", "registry.acme.io/teamwork/app", false)]
    public async Task A_key_is_compared_parsed(string key, string repository, bool isFor)
    {
        Put("apps", "pull", Config.Replace("ghcr.io", key, StringComparison.Ordinal));
        RepositoryName.TryParse(repository, out RepositoryName? name).Should().BeTrue();

        (await ReadAsync("pull")).Credentials.For(name!).Should().HaveCount(isFor ? 1 : 0);
    }

    private static JsonObject Named(string name) => new() { ["name"] = name };

    private static IEnumerable<string> Passwords(PullSecretReading reading)
    {
        RepositoryName.TryParse("ghcr.io/acme/app", out RepositoryName? name).Should().BeTrue();
        return reading.Credentials.For(name!).Select(credential => credential.Password);
    }

    private Task<PullSecretReading> ReadAsync(params string[] names) => Reader.ReadAsync("apps", new PullSecretNames(names, null), None);

    private void Put(string home, string name, string config) => Put(home, name, "kubernetes.io/dockerconfigjson", ".dockerconfigjson", config);

    private void Put(string home, string name, string type, string key, string text) => Server.Put($"/api/v1/namespaces/{home}/secrets/{name}", new JsonObject
    {
        ["type"] = type,
        ["data"] = new JsonObject { [key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text)) },
    });
}
