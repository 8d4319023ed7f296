using ImageGate.Core.Images;
using ImageGate.Core.Policies;
using ImageGate.Core.Registries;
using ImageGate.Core.Tests.Caching;
using ImageGate.Core.Verdicts;
using static ImageGate.Core.Tests.Caching.Decisions;

namespace ImageGate.Core.Tests;

public sealed class PullCredentialsTests
{
    private readonly Decisions _decisions = new();

    [Fact]
    public void The_longest_path_comes_first_then_the_order_and_each_once()
    {
        var credentials = new PullCredentials([Of("ghcr.io", "", "a"), Of("ghcr.io", "acme", "b"), Of("ghcr.io", "", "c"), Of("ghcr.io", "acme", "a")]);

        credentials.For(Name("ghcr.io/acme/app")).Select(one => one.Password).Should().Equal("b", "a", "c");
        credentials.For(Name("ghcr.io/other/app")).Select(one => one.Password).Should().Equal("a", "c");
    }

    [Theory]
    [InlineData("ghcr.io/acme/app", true)]
    [InlineData("ghcr.io.evil.com/acme/app", false)]
    [InlineData("evil-ghcr.io/acme/app", false)]
    [InlineData("ghcr.io:8443/acme/app", false)]
    [InlineData("ghcr.io:443/acme/app", true)]
    [InlineData("ghcr.io/acmes/app", false)]
    [InlineData("acme/app", false)]
    public void A_credential_is_for_its_own_host_and_path_only(string repository, bool isFor) =>
        new PullCredentials([Of("ghcr.io", "acme", "a")]).For(Name(repository)).Should().HaveCount(isFor ? 1 : 0);

    [Fact]
    public void No_more_than_the_bound_are_tried() =>
        new PullCredentials([.. Enumerable.Range(0, 100).Select(i => Of("ghcr.io", "", $"p{i}"))]).For(Name(App)).Should().HaveCount(Limits.MaxLogins);

    [Fact]
    public void What_the_policies_say_comes_before_what_the_request_brings()
    {
        var own = new RegistryCredential("", "admin", "own", null);
        PullCredentials brought = new([Of("ghcr.io", "", "brought")]);

        Location(Access(own)).Logins.Should().Equal(own);
        Location(Access(own with { Path = "other" })).Logins.Should().ContainSingle().Which!.Password.Should().Be("brought");
        new RepositoryLocation(Name(App), Access()).Logins.Should().Equal((RegistryCredential?)null);

        RepositoryLocation Location(RegistryAccess access) => new(Name(App), access, brought);
    }

    [Fact]
    public async Task Answers_to_one_namespace_s_credentials_are_not_given_to_another()
    {
        PolicySet set = Set(Policy(Alice));
        await Ask(Of("ghcr.io", "", "a"));
        _decisions.Asked();

        await Ask(Of("ghcr.io", "", "a"));
        _decisions.Asked().Should().Be(0, "the credentials are the same");
        PullCredential?[] others = [null, Of("ghcr.io", "", "b"), Of("ghcr.io", "acme", "a")];
        foreach (PullCredential? other in others)
        {
            await Ask(other);
            _decisions.Asked().Should().Be(1, "{0} is not what was asked with before", other);
        }

        await Ask(Of("quay.io", "", "c"));
        _decisions.Asked().Should().Be(0, "a credential for elsewhere is as none, which was asked with");

        async Task Ask(PullCredential? brought) =>
            (await _decisions.DecideAsync(set, new Placement("prod", brought is null ? PullCredentials.None : new PullCredentials([brought])), Pinned))
                .Should().BeOfType<ImageVerdict.Admitted>();
    }

    [Fact]
    public async Task Nor_where_signatures_are_in_several_places_and_the_credentials_are_for_the_second()
    {
        Signer beside = ((PolicyRule.Require)Policy(Alice).Rule).Signers[0];
        PolicySet set = Set(Policy(new PolicyRule.Require(1, [beside, beside with { Name = "elsewhere", Repository = Name("quay.io/signatures") }]), "1"));
        foreach (string password in new[] { "a", "b" })
        {
            await _decisions.DecideAsync(set, new Placement("prod", new PullCredentials([Of("quay.io", "", password)])), Pinned);
            _decisions.Asked().Should().BeGreaterThan(0, "nobody asked with {0} before", password);
        }
    }

    [Fact]
    public async Task Requests_with_different_credentials_do_not_wait_for_one_resolution()
    {
        var released = new TaskCompletionSource();
        _decisions.Registry.ResolveWait = released.Task;
        Task<ImageVerdict>[] requests = [.. new[] { "a", "b", "a" }.Select(password => _decisions.DecideAsync(
            Set(Policy(Alice)), new Placement("prod", new PullCredentials([Of("ghcr.io", "", password)])), Tagged))];
        await EventuallyAsync(() => _decisions.Registry.Asked.Count == 2 && _decisions.Shared == 1);
        released.SetResult();

        (await Task.WhenAll(requests)).Should().AllBeOfType<ImageVerdict.Admitted>();
    }

    [Fact]
    public void They_are_wanted_only_where_a_registry_is_asked_and_the_policies_do_not_say_as_whom()
    {
        var image = ImageReference.Parse(Tagged);
        var own = new RegistryCredential("", "admin", "own", null);
        TrustPolicy stored = Policy(new PolicyRule.Require(1, [((PolicyRule.Require)Policy(Alice).Rule).Signers[0] with { Repository = Name("quay.io/signatures") }]), "1");

        Set(Policy(Alice)).WantsPullCredentials(image, Placement.In("prod")).Should().BeTrue();
        Set(Policy(new PolicyRule.InsecureAllow("why"), "1")).WantsPullCredentials(image, Placement.In("prod")).Should().BeFalse();
        Set().WantsPullCredentials(image, Placement.In("prod")).Should().BeFalse();
        With(Policy(Alice)).WantsPullCredentials(image, Placement.In("prod")).Should().BeFalse();
        With(stored).WantsPullCredentials(image, Placement.In("prod")).Should().BeTrue();
        new PolicySet([Policy(Alice)], GateDefaults.Strict, [Access() with { Credentials = RegistryCredentials.OfCloud(CloudRegistry.Of("gcr.io")!) }], [], "r")
            .WantsPullCredentials(image, Placement.In("prod")).Should().BeFalse("the pod's own identity is a credential of the policies");

        PolicySet With(TrustPolicy policy) => new([policy], GateDefaults.Strict, [Access(own)], [], "r");
    }

    [Fact]
    public void A_mirror_is_asked_with_credentials_for_the_mirror_alone()
    {
        var set = new PolicySet([Policy(Alice)], GateDefaults.Strict, [], [new RegistryMirror("ghcr.io", "harbor.acme.io/ghcr")], "r");
        var locator = new RepositoryLocator(set, new PullCredentials([Of("ghcr.io", "", "origin"), Of("harbor.acme.io", "", "mirror")]));

        locator.Locate(Name(App)).Logins.Should().ContainSingle().Which!.Password.Should().Be("mirror");
    }

    [Fact]
    public void Passwords_are_in_no_text()
    {
        var credentials = new PullCredentials([Of("ghcr.io", "", "hunter2")]);

        new object[] { credentials, Of("ghcr.io", "", "hunter2"), new Placement("prod", credentials), new RepositoryLocation(Name(App), Access(), credentials) }
            .Select(value => value.ToString()).Should().NotContainMatch("*hunter2*");
    }

    private static PullCredential Of(string host, string path, string password) => new(host, new RegistryCredential(path, "robot", password, null));

    private static RepositoryName Name(string text) => RepositoryName.TryParse(text, out RepositoryName? name) ? name : throw new FormatException(text);

    private static RegistryAccess Access(params RegistryCredential[] credentials) => new("ghcr.io", false, null, new RegistryCredentials(credentials), 32);
}
