using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using ImageGate.EndToEnd.Parts;

namespace ImageGate.EndToEnd.Keyless;

/// <summary>Images that honest signers signed with the real clients; each is made when the first test wants it, and never changed.</summary>
internal sealed class SharedImages(KeylessLab lab)
{
    private const SigstoreServices Log1 = SigstoreServices.Rekor1;
    private const SigstoreServices Stamped = SigstoreServices.Timestamps;

    private readonly ConcurrentDictionary<string, Lazy<Task<PushedImage>>> _made = new();

    public Task<PushedImage> Unsigned => Once(_ => Task.CompletedTask);

    /// <summary>cosign 3, Rekor v2 and time stamp.</summary>
    public Task<PushedImage> Bundle => Once(image => lab.Signer.SignAsync(image));

    /// <summary>The same signer, another image, later.</summary>
    public Task<PushedImage> OtherBundle => Once(async image =>
    {
        await Bundle;
        await lab.Signer.SignAsync(image);
    });

    /// <summary>cosign 3, Rekor v1.</summary>
    public Task<PushedImage> Bundle1 => Once(image => lab.Signer.SignAsync(image, Log1));

    /// <summary>cosign 3, Rekor v1 and time stamp.</summary>
    public Task<PushedImage> Bundle1Stamped => Once(image => lab.Signer.SignAsync(image, Log1 | Stamped));

    /// <summary>cosign 3, a time stamp alone.</summary>
    public Task<PushedImage> BundleUnlogged => Once(image => lab.Signer.SignAsync(image, Stamped));

    /// <summary>cosign 3, neither log nor time stamp.</summary>
    public Task<PushedImage> BundleAlone => Once(image => lab.Signer.SignAsync(image, SigstoreServices.None));

    public Task<PushedImage> BundleAnnotated => Once(image => lab.Signer.SignAsync(image, options: ["-a", "env=prod"]));

    /// <summary>cosign 2, Rekor v1.</summary>
    public Task<PushedImage> Tag => Once(image => lab.Signer.SignInTagAsync(image));

    public Task<PushedImage> OtherTag => Once(image => lab.Signer.SignInTagAsync(image));

    /// <summary>cosign 2, Rekor v1 and time stamp.</summary>
    public Task<PushedImage> TagStamped => Once(image => lab.Signer.SignInTagAsync(image, Log1 | Stamped));

    /// <summary>cosign 2, a time stamp alone.</summary>
    public Task<PushedImage> TagUnlogged => Once(image => lab.Signer.SignInTagAsync(image, Stamped));

    /// <summary>cosign 2, neither log nor time stamp.</summary>
    public Task<PushedImage> TagAlone => Once(image => lab.Signer.SignInTagAsync(image, SigstoreServices.None));

    public Task<PushedImage> TagAnnotated => Once(image => lab.Signer.SignInTagAsync(image, options: ["-a", "env=prod"]));

    public Task<PushedImage> TagByCosign3 => Once(lab.Signer.SignInTagByCosign3Async);

    public Task<PushedImage> TagByEmail => Once(image => lab.Signer.SignInTagAsync(image, issuer: "email"));

    public Task<PushedImage> KeyBundle => Once(image => lab.Signer.SignByKeyAsync(image, lab.Keys.Release));

    public Task<PushedImage> KeyBundle1 => Once(image => lab.Signer.SignByKeyAsync(image, lab.Keys.Release, Log1));

    public Task<PushedImage> KeyBundleUnlogged => Once(image => lab.Signer.SignByKeyAsync(image, lab.Keys.Release, SigstoreServices.None));

    public Task<PushedImage> KeyTag => Once(image => lab.Signer.SignInTagByKeyAsync(image, lab.Keys.Release));

    public Task<PushedImage> KeyTagUnlogged => Once(image => lab.Signer.SignInTagByKeyAsync(image, lab.Keys.Release, SigstoreServices.None));

    /// <summary>The same identity, certified and logged by a stranger's instance.</summary>
    public Task<PushedImage> ByStranger => Once(image => lab.StrangerSigner.SignAsync(image));

    public Task<PushedImage> ByStrangerInTag => Once(image => lab.StrangerSigner.SignInTagAsync(image));

    /// <summary>Two signers, one in each layout.</summary>
    public Task<PushedImage> ByTwo => Once(async image =>
    {
        await lab.Signer.SignAsync(image);
        await lab.Signer.SignInTagAsync(image, issuer: "email");
    });

    /// <summary>Signed and attested by the same workflow, as bundles.</summary>
    public Task<PushedImage> Attested => Once(async image =>
    {
        await lab.Signer.SignAsync(image);
        await lab.Signer.AttestAsync(image);
    });

    /// <summary>The same with Rekor v1.</summary>
    public Task<PushedImage> Attested1 => Once(async image =>
    {
        await lab.Signer.SignAsync(image, Log1);
        await lab.Signer.AttestAsync(image, services: Log1);
    });

    /// <summary>The same by cosign 2, in tags.</summary>
    public Task<PushedImage> AttestedInTag => Once(async image =>
    {
        await lab.Signer.SignInTagAsync(image);
        await lab.Signer.AttestInTagAsync(image);
    });

    public Task<PushedImage> AttestedByKey => Once(async image =>
    {
        await lab.Signer.SignByKeyAsync(image, lab.Keys.Release);
        await lab.Signer.AttestByKeyAsync(image, lab.Keys.Release);
    });

    public Task<PushedImage> AttestedByEmail => Once(async image =>
    {
        await lab.Signer.SignAsync(image);
        await lab.Signer.AttestAsync(image, issuer: "email");
    });

    public Task<PushedImage> AttestedByEmailInTag => Once(async image =>
    {
        await lab.Signer.SignInTagAsync(image);
        await lab.Signer.AttestInTagAsync(image, issuer: "email");
    });

    /// <summary>Attested with another predicate.</summary>
    public Task<PushedImage> Reported => Once(async image =>
    {
        await lab.Signer.SignAsync(image);
        await lab.Signer.AttestAsync(image, KeylessSigner.Report);
    });

    public Task<PushedImage> ReportedInTag => Once(async image =>
    {
        await lab.Signer.SignInTagAsync(image);
        await lab.Signer.AttestInTagAsync(image, KeylessSigner.Report);
    });

    /// <summary>Attested and never signed.</summary>
    public Task<PushedImage> OnlyAttested => Once(image => lab.Signer.AttestAsync(image));

    public Task<PushedImage> OnlyAttestedInTag => Once(image => lab.Signer.AttestInTagAsync(image));

    /// <summary>Signed by what one of the issuers vouches for.</summary>
    public Task<PushedImage> By(string issuer) => Once(image => lab.Signer.SignAsync(image, issuer: issuer), "by " + issuer);

    private Task<PushedImage> Once(Func<PushedImage, Task> sign, [CallerMemberName] string name = "") => _made.GetOrAdd(name, _ => new Lazy<Task<PushedImage>>(async () =>
    {
        PushedImage image = await lab.PushAsync();
        await sign(image);
        return image;
    })).Value;
}
