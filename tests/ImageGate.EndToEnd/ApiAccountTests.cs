using ImageGate.EndToEnd.Parts;
using ImageGate.Kubernetes.Api;
using ImageGate.Kubernetes.Api.Configuration;
using ImageGate.Kubernetes.Api.Objects;

namespace ImageGate.EndToEnd;

/// <summary>Who asks a real API server, and what it may.</summary>
public sealed class ApiAccountTests(EndToEndLab lab) : ApiTest(lab)
{
    [SkippableFact]
    public async Task A_service_account_reads_what_its_role_names_and_nothing_else()
    {
        string home = await NewNamespaceAsync();
        await MakeAccountAsync(home);
        ApiClient client = NewClient(Mount(home, await NewTokenAsync(home, "gate")).Configuration);
        Found(await client.GetAsync(ApiResources.Secrets, home, "pull", Deadline)).Data["password"].Should().Equal("hunter2"u8.ToArray());
        Failed(await client.GetAsync(ApiResources.Secrets, home, "other", Deadline)).Should().BeOfType<ApiFailure.Forbidden>().Which.Detail.Should().Contain("(Forbidden)");
        Failed(await client.ListAsync(ApiResources.Secrets, new ApiSelection(home), null, Deadline)).Should().BeOfType<ApiFailure.Forbidden>();
        Found(await client.ListAsync(ApiResources.Secrets, new ApiSelection(home, "pull"), null, Deadline)).Items.Should().ContainSingle();
        Found(await client.CanIAsync(new AccessQuestion("get", "", "secrets", home, "pull"), Deadline)).Should().BeTrue();
        Found(await client.CanIAsync(new AccessQuestion("get", "", "secrets", home, "other"), Deadline)).Should().BeFalse();
        Found(await client.CanIAsync(new AccessQuestion("list", "", "namespaces", null, null), Deadline)).Should().BeFalse();
    }

    [SkippableFact]
    public async Task A_token_that_is_replaced_holds_at_once()
    {
        string home = await NewNamespaceAsync();
        await MakeAccountAsync(home);
        (string folder, ApiConfiguration configuration) = Mount(home, "no-longer-good");
        ApiClient client = NewClient(configuration);
        Failed(await client.GetAsync(ApiResources.Secrets, home, "pull", Deadline)).Should().BeOfType<ApiFailure.Unauthorized>();
        await File.WriteAllTextAsync(Path.Combine(folder, "token"), await NewTokenAsync(home, "gate"));
        Found(await client.GetAsync(ApiResources.Secrets, home, "pull", Deadline));
    }

    [SkippableFact]
    public async Task Another_ca_is_not_believed()
    {
        ApiClient client = NewClient(Admin() with { Authority = new ApiAuthority.Pem(Lab.Certificate.AuthorityPem) });
        Failed(await client.GetAsync(ApiResources.Namespaces, null, "default", Deadline)).Should().BeOfType<ApiFailure.Unavailable>()
            .Which.Cause.Should().Be(ApiUnavailableCause.Untrusted);
    }

    private async Task MakeAccountAsync(string home)
    {
        (await Cluster.KubectlAsync("-n", home, "create", "serviceaccount", "gate")).Succeeded();
        (await Cluster.KubectlAsync("-n", home, "create", "secret", "generic", "pull", "--from-literal=password=hunter2")).Succeeded();
        (await Cluster.KubectlAsync("-n", home, "create", "secret", "generic", "other", "--from-literal=password=hunter3")).Succeeded();
        (await Cluster.KubectlAsync("-n", home, "create", "role", "gate", "--verb=get,list,watch", "--resource=secrets", "--resource-name=pull")).Succeeded();
        (await Cluster.KubectlAsync("-n", home, "create", "rolebinding", "gate", "--role=gate", $"--serviceaccount={home}:gate")).Succeeded();
    }
}
