using System.Net;
using ImageGate.Core.Registries;
using ImageGate.Oci.Auth;
using ImageGate.Oci.Http;
using ImageGate.Oci.Manifests;

namespace ImageGate.Oci.Tests;

/// <summary>A host that the platform takes, and throws at whoever asks for it.</summary>
public sealed class StrangersUrlTests
{
    private const string Broken = "//xn--m\u00B9xnchen";

    private static readonly Uri Page = new("https://registry.acme.io/v2/app/referrers/x");

    [Fact]
    public void A_url_whose_host_cannot_be_read_is_none()
    {
        Uri.TryCreate(Page, Broken, out Uri? url).Should().BeTrue();
        url!.Invoking(taken => taken.IdnHost).Should().Throw<UriFormatException>();

        StrangersUrl.TryParse(Page, Broken, out _).Should().BeFalse();
        StrangersUrl.TryParse("https:" + Broken, out _).Should().BeFalse();
        StrangersUrl.TryParse(Page, "//m\u00FCnchen.example/x", out url).Should().BeTrue();
        url!.IdnHost.Should().Be("xn--mnchen-3ya.example");
    }

    [Fact]
    public void A_token_service_with_such_a_host_is_no_url()
    {
        var challenge = new Challenge(Challenge.Bearer, new Dictionary<string, string> { ["realm"] = "https:" + Broken });

        TokenRealm.Of(challenge, new RegistryEndpoint(RegistryAccess.Default("registry.acme.io")), null, "it")
            .Should().BeOfType<RegistryResult<TokenRealm>.Failed>().Which.Failure.Detail.Should().Contain("no URL");
    }

    [Fact]
    public void A_redirect_to_such_a_host_leads_nowhere()
    {
        using var response = new HttpResponseMessage(HttpStatusCode.Found);
        response.Headers.TryAddWithoutValidation("Location", "https:" + Broken);
        var registry = new RegistryEndpoint(RegistryAccess.Default("registry.acme.io"));

        RedirectFollower.TargetOf(new Reply(Page, response, []), registry, new AddressGuard(registry, Clients.Settings()))
            .Should().Be(((Uri?)null, "redirects to nowhere"));
    }

    [Fact]
    public void A_list_does_not_go_on_at_such_a_host()
    {
        using var response = new HttpResponseMessage(HttpStatusCode.OK);
        response.Headers.TryAddWithoutValidation("Link", "<https:" + Broken + ">; rel=next");

        NextPage.TryFind(new Reply(Page, response, []), out Uri? next).Should().BeFalse();
        next.Should().BeNull();
    }
}
