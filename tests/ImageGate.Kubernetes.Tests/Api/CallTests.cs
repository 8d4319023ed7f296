using System.Text.Json;
using System.Text.Json.Nodes;
using ImageGate.Kubernetes.Api;
using ImageGate.Kubernetes.Api.Objects;
using ImageGate.Testing;
using ImageGate.Testing.Kubernetes;

namespace ImageGate.Kubernetes.Tests.Api;

/// <summary>Single calls: what they send, and what each answer means.</summary>
public sealed class CallTests : ApiTest
{
    private const string SecretPath = "/api/v1/namespaces/apps/secrets/pull";
    private const string GetSecret = "GET " + SecretPath;

    [Fact]
    public async Task A_secret_is_read_with_its_bytes_and_does_not_show_them()
    {
        Server.Put(SecretPath, new JsonObject { ["type"] = "Opaque", ["data"] = new JsonObject { ["password"] = "aHVudGVyMg==" }, ["unknown"] = 1 });
        Secret secret = Found(await GetSecretAsync());
        secret.Data["password"].Should().Equal("hunter2"u8.ToArray());
        secret.ToString().Should().Be("Secret apps/pull");
        RecordedRequest request = Server.Requests.Single();
        request.Authorization.Should().Be("Bearer good-token");
        request.Headers["User-Agent"].Should().Be("imagegate/test");
        request.Headers["Accept"].Should().Be("application/json");
    }

    [Fact]
    public async Task Fields_that_are_null_or_missing_are_empty()
    {
        Server.Put(SecretPath, new JsonObject { ["data"] = null });
        Found(await GetSecretAsync()).Data.Should().BeEmpty();
        Server.Put("/api/v1/namespaces/apps/serviceaccounts/default", new JsonObject { ["imagePullSecrets"] = new JsonArray(new JsonObject { ["name"] = "pull" }) });
        ServiceAccount account = Found(await Client.GetAsync(ApiResources.ServiceAccounts, "apps", "default", None));
        account.ImagePullSecrets.Select(secret => secret.Name).Should().Equal("pull");
        Server.Put("/api/v1/namespaces/apps/pods/one");
        Found(await Client.GetAsync(ApiResources.Pods, "apps", "one", None)).Spec.ValueKind.Should().Be(JsonValueKind.Undefined);
    }

    [Theory]
    [InlineData(401, typeof(ApiFailure.Unauthorized))]
    [InlineData(403, typeof(ApiFailure.Forbidden))]
    [InlineData(404, typeof(ApiFailure.NotFound))]
    [InlineData(409, typeof(ApiFailure.Conflict))]
    [InlineData(410, typeof(ApiFailure.Gone))]
    [InlineData(422, typeof(ApiFailure.Rejected))]
    [InlineData(400, typeof(ApiFailure.Rejected))]
    [InlineData(302, typeof(ApiFailure.Unavailable))]
    public async Task A_status_is_a_failure_of_its_own_with_what_the_server_says(int code, Type failure)
    {
        Server.Fail(GetSecret, FakeApiServer.Status(code, "SomeReason", "some\nmessage"));
        ApiFailure failed = Failed(await GetSecretAsync());
        failed.Should().BeOfType(failure);
        failed.Detail.Should().Be($"GET api/v1/namespaces/apps/secrets/pull: {code} (SomeReason): some?message");
        Server.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task A_server_error_of_a_read_is_tried_again_three_times()
    {
        Server.Fail(GetSecret, FakeApiServer.Status(500, "InternalError", "etcd"));
        Task<ApiResult<Secret>> call = GetSecretAsync();
        IReadOnlyList<TimeSpan> waits = await Clock.RunAsync(call, TimeSpan.FromSeconds(3));
        Failed(await call).Should().BeOfType<ApiFailure.Unavailable>().Which.Cause.Should().Be(ApiUnavailableCause.ServerError);
        Server.Requests.Should().HaveCount(4);
        waits.Should().HaveCount(3).And.BeInAscendingOrder();
    }

    [Fact]
    public async Task Throttling_is_waited_out_when_it_is_short()
    {
        Server.Put(SecretPath);
        Server.Fail(GetSecret, RegistryFaults.Status(429, ("Retry-After", "1")), times: 1);
        Task<ApiResult<Secret>> call = GetSecretAsync();
        (await Clock.RunAsync(call, TimeSpan.FromSeconds(3))).Should().Equal(TimeSpan.FromSeconds(1));
        Found(await call);
    }

    [Theory]
    [InlineData("30", 30)]
    [InlineData("99999", 300)]
    public async Task Long_throttling_is_the_callers_to_keep(string header, int seconds)
    {
        Server.Fail(GetSecret, RegistryFaults.Status(429, ("Retry-After", header)));
        Failed(await GetSecretAsync()).Should().BeOfType<ApiFailure.TooManyRequests>().Which.RetryAfter.Should().Be(TimeSpan.FromSeconds(seconds));
        Server.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task A_change_is_sent_once()
    {
        Server.Fail("POST /api/v1/namespaces/apps/secrets", FakeApiServer.Status(500, "InternalError", "etcd"));
        var secret = new Secret { Metadata = new ObjectMetadata { Namespace = "apps", Name = "own" } };
        Failed(await Client.CreateAsync(ApiResources.Secrets, secret, None)).Should().BeOfType<ApiFailure.Unavailable>();
        Server.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task A_black_hole_is_left_after_the_calls_time()
    {
        Server.Hold(GetSecret);
        Task<ApiResult<Secret>> call = GetSecretAsync();
        (await Clock.NextTimerAsync(Ever)).Should().Be(TimeSpan.FromSeconds(10));
        Clock.Advance(TimeSpan.FromSeconds(10));
        Failed(await call).Should().BeOfType<ApiFailure.Unavailable>().Which.Cause.Should().Be(ApiUnavailableCause.Timeout);
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_the_only_exception()
    {
        HeldRequests held = Server.Hold(GetSecret);
        using var giveUp = new CancellationTokenSource();
        Task<ApiResult<Secret>> call = Client.GetAsync(ApiResources.Secrets, "apps", "pull", giveUp.Token);
        await held.Arrived;
        await giveUp.CancelAsync();
        await call.Invoking(waiting => waiting).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task A_broken_connection_is_tried_again()
    {
        Server.Put(SecretPath);
        Server.Fail(GetSecret, RegistryFaults.Drop(), times: 1);
        Task<ApiResult<Secret>> call = GetSecretAsync();
        await Clock.RunAsync(call, TimeSpan.FromSeconds(3));
        Found(await call);
    }

    [Fact]
    public async Task An_endless_answer_is_not_kept()
    {
        Server.Fail(GetSecret, RegistryFaults.Endless("application/json"));
        Failed(await GetSecretAsync()).Should().BeOfType<ApiFailure.Unavailable>().Which.Cause.Should().Be(ApiUnavailableCause.TooLarge);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"data\":{\"password\":\"not base64, hunter2\"}}")]
    public async Task An_answer_that_is_no_object_is_malformed_and_not_shown(string body)
    {
        Server.Fail(GetSecret, RegistryFaults.Body(body, "application/json"));
        ApiFailure.Unavailable failed = Failed(await GetSecretAsync()).Should().BeOfType<ApiFailure.Unavailable>().Which;
        failed.Cause.Should().Be(ApiUnavailableCause.Malformed);
        failed.Detail.Should().Be("GET api/v1/namespaces/apps/secrets/pull: the answer is no Secret");
    }

    [Theory]
    [InlineData("apps", "..")]
    [InlineData("apps", "a/b")]
    [InlineData("apps", "a?b")]
    [InlineData("apps", "")]
    [InlineData("..", "pull")]
    public async Task A_text_that_is_no_name_is_not_asked_for(string namespaceName, string name)
    {
        Failed(await Client.GetAsync(ApiResources.Secrets, namespaceName, name, None)).Should().BeOfType<ApiFailure.Rejected>().Which.Detail.Should().Contain("nothing was asked");
        Failed(await Client.ListAsync(ApiResources.Secrets, new ApiSelection(namespaceName, name), null, None)).Should().BeOfType<ApiFailure.Rejected>();
        Server.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Pods_come_in_pages()
    {
        for (int index = 0; index < 501; index++)
        {
            Server.Put($"/api/v1/namespaces/apps/pods/p{index:000}");
        }

        ObjectPage<Pod> first = Found(await Client.ListAsync(ApiResources.Pods, ApiSelection.All, null, None));
        ObjectPage<Pod> last = Found(await Client.ListAsync(ApiResources.Pods, ApiSelection.All, first.Metadata.Continue, None));
        first.Items.Should().HaveCount(500);
        last.Items.Select(pod => pod.Metadata.Name).Should().Equal("p500");
        last.Metadata.Continue.Should().BeNull();
    }

    [Fact]
    public async Task Selectors_are_escaped()
    {
        Found(await Client.ListAsync(ApiResources.Pods, new ApiSelection("apps", "one", "a in (b,c)&x"), null, None));
        Server.Requests.Single().Query.Should().Be("?limit=500&fieldSelector=metadata.name%3Done&labelSelector=a%20in%20%28b%2Cc%29%26x");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_answer_to_may_I_is_the_servers(bool allowed)
    {
        Server.Fail("POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews", RegistryFaults.Body($$$"""{"status":{"allowed":{{{(allowed ? "true" : "false")}}}}}""", "application/json"));
        Found(await Client.CanIAsync(new AccessQuestion("get", "", "secrets", "apps", null), None)).Should().Be(allowed);
        JsonNode sent = JsonNode.Parse(Server.Requests.Single().Form)!;
        sent["spec"]!.ToJsonString().Should().Be("""{"resourceAttributes":{"verb":"get","group":"","resource":"secrets","namespace":"apps"}}""");
        ((string?)sent["kind"]).Should().Be("SelfSubjectAccessReview");
    }

    [Fact]
    public async Task May_I_without_an_answer_is_not_yes()
    {
        Server.Fail("POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews", RegistryFaults.Body("{}", "application/json"));
        Failed(await Client.CanIAsync(new AccessQuestion("get", "", "secrets", null, null), None)).Should().BeOfType<ApiFailure.Unavailable>()
            .Which.Cause.Should().Be(ApiUnavailableCause.Malformed);
    }
}
