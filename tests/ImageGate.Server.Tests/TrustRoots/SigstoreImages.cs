using System.Text;
using ImageGate.Sigstore;
using ImageGate.Testing;
using ImageGate.Testing.Sigstore;
using ImageGate.Testing.Tuf;

namespace ImageGate.Server.Tests.TrustRoots;

/// <summary>A Sigstore instance that signs images keyless, and whose trusted root a TUF repository publishes.</summary>
internal sealed class SigstoreImages
{
    private readonly VirtualRekor _log = new("rekor.virtual.dev", isV2: false, TufRepository.Now.AddYears(-1));

    public SigstoreImages() => Sigstore.TransparencyLogs.Add(_log.Json);

    public VirtualSigstore Sigstore { get; } = new(TufRepository.Now);

    public string TrustedRoot => Sigstore.TrustedRootJson().ToJsonString();

    /// <summary>Pushes an image, and its signature as cosign 3 stores it.</summary>
    public string Push(InMemoryRegistry registry, string name)
    {
        Digest image = registry.PushImage(name, "v1");
        byte[] bundle = Encoding.UTF8.GetBytes(new BundleSpec
        {
            Sigstore = Sigstore,
            Log = _log,
            Certificate = Sigstore.Issue(),
            IntegratedTime = Sigstore.Now.AddMinutes(1),
            Content = Encoding.UTF8.GetBytes(
                $$"""{"_type":"https://in-toto.io/Statement/v1","subject":[{"digest":{"sha256":"{{image.Hex}}"} }],"predicateType":"https://sigstore.dev/cosign/sign/v1","predicate":{} }"""),
            PayloadType = BundleSpec.InToto,
            Kind = "dsse",
        }.Build().ToJsonString());
        registry.PushReferrer(name, image, OciJson.BundleType, OciJson.Descriptor(OciJson.BundleType, registry.PushBlob(name, bundle), bundle.Length));
        return $"{registry.Host}/{name}:v1";
    }

    /// <summary>Lets the repository publish this instance's trusted root, and sign for a hundred years.</summary>
    public void PublishIn(TufRepository repository, string? trustedRoot = null)
    {
        foreach (TufRoleSpec role in (TufRoleSpec[])[repository.Timestamp, repository.Snapshot, repository.Targets])
        {
            role.Expires = TufRepository.Now.AddYears(100);
        }

        repository.TargetFiles[TufRepository.TargetName] = Encoding.UTF8.GetBytes(trustedRoot ?? TrustedRoot);
        repository.Publish();
    }
}
