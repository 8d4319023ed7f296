using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ImageGate.EndToEnd.Parts;

namespace ImageGate.EndToEnd;

/// <summary>Certificates of an authority outside of Sigstore, with which the real cosign signs.</summary>
public sealed class OwnPkiTests(EndToEndLab lab) : EndToEndTest(lab)
{
    private const string PolicyFile = "own-pki.yaml";
    private const string CodeSigning = "1.3.6.1.5.5.7.3.3";

    private static readonly DateTimeOffset Today = DateTimeOffset.UtcNow;

    [SkippableFact]
    public async Task A_certificate_of_the_company_signs_and_others_do_not()
    {
        using ECDsa rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256), otherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 root = Authority(rootKey), other = Authority(otherKey);
        string repository = $"{Lab.Registries.Plain.Host}/own-pki";
        try
        {
            await Lab.Policies.ChangeAsync(PolicyFile, PolicyYaml.Policy("own-pki", $"{repository}/**", $$"""
                require: {signers: [{name: release, certificate: {chain: {{PolicyYaml.Quote(root.ExportCertificatePem())}}, email: release@acme.io, insecureCurrentTime: true} }]}
                """));
            PushedImage good = await SignedAsync("good", root, "release@acme.io", CodeSigning);
            await Eventually.SeeAsync(() => RunAsync(good), result => result.ExitCode == 0);

            (await RunAsync(await SignedAsync("bundle", root, "release@acme.io", CodeSigning, asBundle: true))).ShouldBeAdmitted();
            (await RunAsync(await SignedAsync("colleague", root, "mallory@acme.io", CodeSigning))).ShouldBeDenied("SubjectMismatch");
            (await RunAsync(await SignedAsync("namesake", other, "release@acme.io", CodeSigning))).ShouldBeDenied("CertificateUntrusted");
            (await RunAsync(await SignedAsync("any-purpose", root, "release@acme.io", null))).ShouldBeDenied("CertificateUsageWrong");
            (await RunAsync(await SignedAsync("expired", root, "release@acme.io", CodeSigning, days: -1))).ShouldBeDenied("CertificateTimeMismatch");
            (await RunAsync(await Lab.PushUnsignedAsync("own-pki"))).ShouldBeDenied("NoSignature");
        }
        finally
        {
            await Lab.Policies.ChangeAsync(PolicyFile, null);
        }
    }

    /// <summary>Signs an image with cosign's key, to which the authority gives a certificate.</summary>
    private async Task<PushedImage> SignedAsync(string name, X509Certificate2 authority, string email, string? purpose, int days = 10, bool asBundle = false)
    {
        PushedImage image = await Publisher.PushAsync($"{Lab.Registries.Plain.Host}/own-pki/{Lab.NewName(name)}");
        string certificate = Lab.NewFolder(name) + ".pem";
        string chain = Lab.NewFolder(name) + "-chain.pem";
        await File.WriteAllTextAsync(certificate, Issue(authority, email, purpose, days));
        await File.WriteAllTextAsync(chain, authority.ExportCertificatePem());
        string[] layout = asBundle ? ["--use-signing-config=false"] : [];
        (await Publisher.RunAsync(
            asBundle ? "cosign" : "cosign2",
            [
                "sign", "--key", Lab.Keys.Release.PrivateFile, "--certificate", certificate, "--certificate-chain", chain,
                "--tlog-upload=false", "--allow-http-registry", "-y", .. layout, image.ByDigest,
            ])).Succeeded();
        return image;
    }

    private string Issue(X509Certificate2 authority, string email, string? purpose, int days)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(Lab.Keys.Release.PublicPem);
        var request = new CertificateRequest(new X500DistinguishedName("CN=release,O=Acme"), new PublicKey(key), HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddEmailAddress(email);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        if (purpose is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        }

        using X509Certificate2 certificate = request.Create(authority, Today.AddDays(-5), Today.AddDays(days), RandomNumberGenerator.GetBytes(16));
        return certificate.ExportCertificatePem();
    }

    private static X509Certificate2 Authority(ECDsa key)
    {
        var request = new CertificateRequest("CN=Acme Root,O=Acme", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        return request.CreateSelfSigned(Today.AddDays(-30), Today.AddDays(30));
    }

    private Task<CommandResult> RunAsync(PushedImage image) => Cluster.RunAsync(EndToEndLab.Guarded, Lab.NewName(), image.Text, "--dry-run=server");
}
