using System.Net;
using System.Net.Http.Headers;
using System.Text;
using ImageGate.Core.Registries;
using ImageGate.Kubernetes.Policies.Credentials;
using ImageGate.Oci;
using ImageGate.Oci.Auth;
using ImageGate.Oci.Http;
using ImageGate.Oci.Manifests;
using static ImageGate.Fuzz.Targets.SeedFiles;

namespace ImageGate.Fuzz.Targets;

/// <summary>What registries and their token services answer, and who we are to them.</summary>
internal static class RegistryTargets
{
    private static readonly RegistryEndpoint Registry = new(RegistryAccess.Default("registry.acme.io"));
    private static readonly AddressGuard Guard = new(
        Registry, new RegistryClientSettings(TimeSpan.FromSeconds(1), TimeProvider.System, "fuzz", (_, _) => Task.FromResult(Array.Empty<IPAddress>())));
    private static readonly RegistryCredential Credential = new("", "user", "secret", null);
    private static readonly Uri Page = new("https://registry.acme.io/v2/app/referrers/sha256:0?n=10");

    public static IReadOnlyList<FuzzTarget> List { get; } =
    [
        new("manifest", InputFormat.Json, 10_000, Manifests(), input => ManifestReader.ReadManifest(Answer(input, MediaTypes.OciManifest), "it") is RegistryResult<ImageManifest>.Found),
        new("index", InputFormat.Json, 12_000, Indexes(), input => ManifestReader.ReadIndex(Answer(input, MediaTypes.OciIndex), 10, "it") is RegistryResult<IReadOnlyList<Descriptor>>.Found),
        new("token-answer", InputFormat.Json, 12_000, Tokens(), input => TokenAnswer.Read(input) is not null),
        new("challenge", InputFormat.Text, 20_000, Challenges(), ReadChallenge),
        new("link", InputFormat.Text, 10_000, Links(), ReadLink),
        new("location", InputFormat.Text, 10_000, Locations(), ReadLocation),
        new("docker-config", InputFormat.Json, 10_000, DockerConfigs(), input => DockerConfigReader.TryRead(input, "registry.acme.io", out _, out _)),
    ];

    private static IReadOnlyList<byte[]> Manifests() =>
        [.. Fixtures("cosign", "manifest.json"), .. Fixtures("cosign", "image.json").Where(file => file.AsSpan().IndexOf("\"layers\""u8) >= 0)];

    private static IReadOnlyList<byte[]> Indexes() =>
        [.. Fixtures("cosign", "referrers.json"), .. Fixtures("cosign", "image.json").Where(file => file.AsSpan().IndexOf("\"manifests\""u8) >= 0)];

    private static IReadOnlyList<byte[]> Tokens() =>
        [Text("""{"token":"abc.def-_~+/=","expires_in":300,"issued_at":"2026-06-01T12:00:00Z"}"""), Text("""{"access_token":"abc","refresh_token":"x"}""")];

    private static IReadOnlyList<byte[]> Challenges() =>
    [
        Text("""Bearer realm="https://auth.acme.io/token",service="registry.acme.io",scope="repository:app:pull" """),
        Text("""Basic realm="a \"quoted\" one", Bearer realm=https, Negotiate YWJj==, Digest qop="auth,auth-int" """),
        Text("""Bearer realm="https://xn--mnchen-3ya.acme.io/token" """),
        Text("""bearer realm="http://[::1]:5000/" """),
    ];

    private static IReadOnlyList<byte[]> Links() =>
        [Text("""</v2/app/referrers/sha256:0?n=10&last=x>; rel="next" """), Text("<https://registry.acme.io/v2/app/referrers/sha256:0>;rel=next")];

    private static IReadOnlyList<byte[]> Locations() =>
        [Text("https://storage.acme.io/blob?signature=a%2Fb"), Text("/other"), Text("//xn--mnchen-3ya.acme.io/a"), Text("http://169.254.169.254/"), Text("https://[fe80::1%25eth0]/"), Text("https://user@acme.io:8443/#x")];

    private static IReadOnlyList<byte[]> DockerConfigs() =>
    [
        Text("""{"auths":{"registry.acme.io":{"auth":"dXNlcjpzZWNyZXQ="},"https://index.docker.io/v1/":{"username":"u","password":"p"},"registry.acme.io/team":{"identitytoken":"t"}},"credHelpers":{}}"""),
    ];

    private static Reply Answer(byte[] body, string mediaType)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent([]) };
        response.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return new Reply(Page, response, body);
    }

    private static bool ReadChallenge(byte[] input)
    {
        IReadOnlyList<Challenge> challenges = ChallengeReader.Read([HeaderOf(input)]);
        foreach (Challenge challenge in challenges)
        {
            _ = TokenRealm.Of(challenge, Registry, Credential, "it");
            _ = TokenRealm.Of(challenge, Registry, null, "it");
        }

        return challenges.Count > 0;
    }

    private static bool ReadLink(byte[] input)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.OK);
        response.Headers.TryAddWithoutValidation("Link", HeaderOf(input));
        return NextPage.TryFind(new Reply(Page, response, []), out Uri? next) && next is not null;
    }

    private static bool ReadLocation(byte[] input)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.Found);
        response.Headers.TryAddWithoutValidation("Location", HeaderOf(input));
        return RedirectFollower.TargetOf(new Reply(Page, response, []), Registry, Guard).Target is not null;
    }

    // What the platform makes of a header's bytes: Latin-1, and never a line's end.
    private static string HeaderOf(byte[] input) => Encoding.Latin1.GetString(input).Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal).Replace("\0", "", StringComparison.Ordinal);
}
