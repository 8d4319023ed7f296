using System.Text.Json;
using ImageGate.Core;
using ImageGate.Core.Verdicts;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Signatures;
using static ImageGate.Kubernetes.Tests.Policies.Loading;

namespace ImageGate.Kubernetes.Tests.Policies;

/// <summary>A real image signature of the public Sigstore instance, under a policy that names no trust root.</summary>
public sealed class PublicGoodImageTests
{
    private const string Subject = "mitr@redhat.com";
    private const string Header = "\0sigstore-json\n";

    [SkippableFact]
    public async Task It_is_admitted_by_the_built_in_root_and_its_twins_are_denied()
    {
        (Digest image, RawSignature signature) = ReadSignature();

        (await DecideAsync(image, signature, Subject)).Should().BeOfType<ImageVerdict.Admitted>();
        Reason(await DecideAsync(image, signature, "eve@redhat.com")).Should().Be(ReasonCode.SubjectMismatch);
        Reason(await DecideAsync(Digest.Of("another image"u8), signature, Subject)).Should().Be(ReasonCode.ImageDigestMismatch);
        Reason(await DecideAsync(image, signature, Subject, TestRoot.Document(name: "public-good"))).Should().Be(ReasonCode.LogEntryMissing);
    }

    private static ReasonCode Reason(ImageVerdict verdict) => verdict.Should().BeOfType<ImageVerdict.Denied>().Which.Reason;

    private static async Task<ImageVerdict> DecideAsync(Digest image, RawSignature signature, string subject, string more = "")
    {
        string text = $"ghcr.io/acme/app@{image}";
        string policy = Requiring($"- {{name: ci, keyless: {{issuer: \"https://github.com/login/oauth\", subject: \"{subject}\"}}}}") + more;
        return (await new Gatekeeper(new Stored([signature])).DecideAsync(Set(policy), Placement.In("prod"), [text], CancellationToken.None))[text];
    }

    // Source: containers/image, signature/internal/sigstore: a header, and then JSON with the payload and the annotations.
    private static (Digest Image, RawSignature Signature) ReadSignature()
    {
        string? folder = Environment.GetEnvironmentVariable("SIGSTORE_VECTORS");
        Skip.If(string.IsNullOrEmpty(folder), "SIGSTORE_VECTORS names no folder");
        byte[] file = File.ReadAllBytes(Path.Combine(folder, "containers-image/image/signature/fixtures/dir-img-cosign-fulcio-rekor-valid/signature-1"));
        using var stored = JsonDocument.Parse(file.AsMemory(Header.Length));
        byte[] payload = stored.RootElement.GetProperty("payload").GetBytesFromBase64();
        JsonElement annotations = stored.RootElement.GetProperty("annotations");
        using var signed = JsonDocument.Parse(payload);
        var image = Digest.Parse(signed.RootElement.GetProperty("critical").GetProperty("image").GetProperty("docker-manifest-digest").GetString()!);
        var beside = new CosignAnnotations(Text(annotations, "dev.sigstore.cosign/certificate"), null, Text(annotations, "dev.sigstore.cosign/bundle"), null);
        return (image, new RawSignature.SimpleSigning(payload, Digest.Of(payload), Text(annotations, "dev.cosignproject.cosign/signature"), beside));
    }

    private static string Text(JsonElement annotations, string name) => annotations.GetProperty(name).GetString()!;
}
