using ImageGate.Conformance;

namespace ImageGate.Sigstore.Tests.Signatures;

/// <summary>The command line of the official suite: what it leaves out, and what it must not say together.</summary>
public sealed class ConformanceCommandTests
{
    private const string Cases = "sigstore-conformance/test/assets/bundle-verify";
    private const string Identity = "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main";

    private static readonly string[] Keyless = ["--certificate-identity", Identity, "--certificate-oidc-issuer", SigstoreCase.Issuer];

    [SkippableFact]
    public void Without_a_trusted_root_the_public_good_instance_is_meant()
    {
        Run("happy-path-v0.3", Keyless).Should().Be(0);
        Run("happy-path-v0.3", ["--staging", .. Keyless]).Should().Be(1);
        Run("happy-path-v0.3", ["--certificate-identity", Identity + "x", "--certificate-oidc-issuer", SigstoreCase.Issuer]).Should().Be(1);
    }

    [SkippableFact]
    public void A_key_and_an_identity_at_once_are_refused()
    {
        string[] key = ["--key", PathOf("managed-key-and-trusted-root/key.pub"), "--trusted-root", PathOf("managed-key-and-trusted-root/trusted_root.json")];

        Run("managed-key-and-trusted-root", key).Should().Be(0);
        Run("managed-key-and-trusted-root", [.. key, .. Keyless]).Should().Be(2);
        Run("managed-key-and-trusted-root", [.. key, .. Keyless[..2]]).Should().Be(2);
        Run("managed-key-and-trusted-root", key[2..]).Should().Be(2);
    }

    private static int Run(string name, string[] arguments) =>
        VerifyBundleCommand.Run(["--bundle", PathOf(name + "/bundle.sigstore.json"), .. arguments, PathOf("a.txt")], TextWriter.Null);

    private static string PathOf(string file) => VectorFolder.PathOf(Cases + "/" + file);
}
