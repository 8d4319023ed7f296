using ImageGate.EndToEnd.Parts;

namespace ImageGate.EndToEnd.Keyless;

/// <summary>Signs and attests with the real cosign 3 and 2 against one Sigstore instance.</summary>
internal sealed class KeylessSigner(SigstoreInstance instance, Cosign cosign, string folder)
{
    public const string Provenance = "https://slsa.dev/provenance/v1";
    public const string Report = "https://acme.example/report/v1";

    /// <summary>What a workflow uses by default: Rekor v2 and time stamps.</summary>
    public const SigstoreServices Usual = SigstoreServices.Rekor2 | SigstoreServices.Timestamps;

    private const string Predicate = """
        {"buildDefinition":{"buildType":"https://acme.example/b","externalParameters":{},"resolvedDependencies":[]},"runDetails":{"builder":{"id":"https://acme.example/builder"} } }
        """;

    /// <summary>cosign 3, as a bundle in a referrer.</summary>
    /// <param name="image">What to sign.</param>
    /// <param name="services">Where it is logged and stamped.</param>
    /// <param name="issuer">Who vouches for the signer: a name of <c>oidc.py</c>.</param>
    /// <param name="options">Further options of <c>cosign sign</c>.</param>
    public async Task SignAsync(PushedImage image, SigstoreServices services = Usual, string issuer = "actions", params string[] options) =>
        Done(await cosign.RunAsync(["sign", .. Bundle(services), "--identity-token", await instance.MintAsync(issuer), .. options, image.ByDigest]));

    /// <summary>cosign 3 with a key, as a bundle in a referrer.</summary>
    public async Task SignByKeyAsync(PushedImage image, SigningKey key, SigstoreServices services = Usual, params string[] options) =>
        Done(await cosign.RunAsync(["sign", .. Bundle(services), "--key", key.PrivateFile, .. options, image.ByDigest]));

    /// <summary>cosign 3, an attestation as a bundle in a referrer.</summary>
    public async Task AttestAsync(PushedImage image, string type = Provenance, string issuer = "actions", SigstoreServices services = Usual) => Done(await cosign.RunAsync(
        ["attest", .. Bundle(services), "--identity-token", await instance.MintAsync(issuer), "--type", type, "--predicate", PredicateFile(), image.ByDigest]));

    /// <summary>cosign 3 with a key, an attestation as a bundle in a referrer.</summary>
    public async Task AttestByKeyAsync(PushedImage image, SigningKey key, string type = Provenance) => Done(await cosign.RunAsync(
        ["attest", .. Bundle(Usual), "--key", key.PrivateFile, "--type", type, "--predicate", PredicateFile(), image.ByDigest]));

    /// <summary>cosign 2, in the <c>.sig</c> tag.</summary>
    public async Task SignInTagAsync(PushedImage image, SigstoreServices services = SigstoreServices.Rekor1, string issuer = "actions", params string[] options) =>
        Done(await cosign.RunCosign2Async(instance.Files, ["sign", .. Tag(services), "--identity-token", await instance.MintAsync(issuer), .. options, image.ByDigest]));

    /// <summary>cosign 3 in the layout of cosign 2, with Rekor v1.</summary>
    public async Task SignInTagByCosign3Async(PushedImage image) => Done(await cosign.RunAsync(
        [
            "sign", "--use-signing-config=false", "--new-bundle-format=false", "--trusted-root", instance.Files.TrustedRoot,
            .. Tag(SigstoreServices.Rekor1), "--identity-token", await instance.MintAsync("actions"), image.ByDigest,
        ]));

    /// <summary>cosign 2 with a key, in the <c>.sig</c> tag.</summary>
    public async Task SignInTagByKeyAsync(PushedImage image, SigningKey key, SigstoreServices services = SigstoreServices.Rekor1, params string[] options) =>
        Done(await cosign.RunCosign2Async(instance.Files, ["sign", .. Tag(services), "--key", key.PrivateFile, .. options, image.ByDigest]));

    /// <summary>cosign 2, an attestation in the <c>.att</c> tag.</summary>
    public async Task AttestInTagAsync(PushedImage image, string type = Provenance, string issuer = "actions") => Done(await cosign.RunCosign2Async(
        instance.Files,
        [
            "attest", .. Tag(SigstoreServices.Rekor1), "--identity-token", await instance.MintAsync(issuer),
            "--type", type, "--predicate", PredicateFile(), image.ByDigest,
        ]));

    private static void Done(CommandResult result) => result.Succeeded();

    private string[] Bundle(SigstoreServices services) =>
        ["--signing-config", instance.SigningConfig(services), "--trusted-root", instance.Files.TrustedRoot, "--allow-http-registry", "-y"];

    private string[] Tag(SigstoreServices services)
    {
        string[] log = services.HasFlag(SigstoreServices.Rekor1) ? ["--rekor-url", instance.Rekor1Url] : ["--tlog-upload=false"];
        string[] stamp = services.HasFlag(SigstoreServices.Timestamps) ? ["--timestamp-server-url", instance.TimestampUrl] : [];
        return ["--fulcio-url", instance.FulcioUrl, .. log, .. stamp, "--allow-http-registry", "-y"];
    }

    private string PredicateFile()
    {
        string path = Path.Combine(folder, $"predicate-{Guid.NewGuid():N}.json");
        File.WriteAllText(path, Predicate);
        return path;
    }
}
