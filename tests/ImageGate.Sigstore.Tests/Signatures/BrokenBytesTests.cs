using ImageGate.Sigstore.Signatures;
using ImageGate.Testing.Sigstore;

namespace ImageGate.Sigstore.Tests.Signatures;

/// <summary>Whatever a registry serves is an answer, never an exception: one broken signature must not hide a good one.</summary>
public sealed class BrokenBytesTests
{
    private const int Rounds = 400;

    private readonly SigstoreCase _case = new();

    [Fact]
    public void A_bundle_with_broken_bytes_never_throws_and_never_proves_more()
    {
        foreach (BundleSpec spec in new[] { _case.ImageSignature, _case.ImageSignature with { Log = _case.LogV2, Kind = "hashedrekord", Version = "0.0.2", HasPromise = false, IntegratedTime = null, StampTime = _case.Now } })
        {
            byte[] good = SigstoreCase.Bytes(spec.Build()).ToArray();
            var random = new Random(1);
            for (int round = 0; round < Rounds; round++)
            {
                byte[] broken = Break(good, random);

                VerificationResult result = _case.VerifyImage(_case.Keyless(), new RawSignature.Bundle(broken));

                if (result is VerificationResult.Verified verified)
                {
                    // A byte that means nothing may change; who signed what may not.
                    verified.Proofs.Should().ContainSingle().Which.Identity.Should().Be($"keyless:{SigstoreCase.Issuer} {SigstoreCase.Subject}");
                    verified.Proofs[0].Image.Should().Be(SigstoreCase.Image);
                }
            }
        }
    }

    private static byte[] Break(byte[] good, Random random)
    {
        byte[] broken = [.. good];
        switch (random.Next(4))
        {
            case 0:
                return broken[..random.Next(broken.Length)];
            case 1:
                broken[random.Next(broken.Length)] = (byte)random.Next(256);
                return broken;
            case 2:
                broken[random.Next(broken.Length)] = (byte)"{}[]\",:0A"[random.Next(9)];
                return broken;
            default:
                int from = random.Next(broken.Length);
                int to = Math.Min(broken.Length, from + random.Next(40));
                return [.. broken[..from], .. broken[to..]];
        }
    }
}
