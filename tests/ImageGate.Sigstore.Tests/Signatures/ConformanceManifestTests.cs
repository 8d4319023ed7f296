using ImageGate.Conformance;

namespace ImageGate.Sigstore.Tests.Signatures;

/// <summary>The official conformance suite and real bundles of other projects, read from the folder that <c>SIGSTORE_VECTORS</c> names.</summary>
public sealed class ConformanceManifestTests
{
    /// <summary>What the suite's case means to break, by its name, and the check that has to find it.</summary>
    private static readonly Dictionary<string, VerificationFailure> Cases = new()
    {
        ["bundle-empty-certificate-chain_fail"] = VerificationFailure.BundleMalformed,
        ["bundle-from-wrong-instance_fail"] = VerificationFailure.LogEntryMissing,
        ["bundle-invalid-base64-signature_fail"] = VerificationFailure.BundleMalformed,
        ["bundle-malformed-json_fail"] = VerificationFailure.BundleMalformed,
        ["bundle-negative-log-index_fail"] = VerificationFailure.BundleMalformed,
        ["bundle-unknown-version_fail"] = VerificationFailure.BundleTypeUnsupported,
        ["checkpoint-bad-keyhint_fail"] = VerificationFailure.CheckpointSignatureInvalid,
        ["checkpoint-wrong-roothash_fail"] = VerificationFailure.InclusionProofInvalid,
        ["inclusion-proof-corrupted-hash_fail"] = VerificationFailure.InclusionProofInvalid,
        ["managed-key-no-key_fail"] = VerificationFailure.SignerKindMismatch,
        ["rekor2-checkpoint-missing-log-signature_fail"] = VerificationFailure.CheckpointMalformed,
        ["rekor2-checkpoint-missing-origin_fail"] = VerificationFailure.CheckpointMalformed,
        ["rekor2-checkpoint-missing-root-hash_fail"] = VerificationFailure.CheckpointMalformed,
        ["rekor2-checkpoint-missing-size_fail"] = VerificationFailure.CheckpointMalformed,
        ["rekor2-checkpoint-no-matching-signature_fail"] = VerificationFailure.CheckpointOriginMismatch,
        ["rekor2-no-inclusion-proof_fail"] = VerificationFailure.BundleMalformed,
        ["rekor2-no-timestamp_fail"] = VerificationFailure.VerifiedTimeMissing,
        ["set-invalid-signature_fail"] = VerificationFailure.LogPromiseInvalid,

        // The chain with a root is no reason of ours (docs/decisions/0009): the case's certificate is of another identity.
        ["bundle-with-root-cert_fail"] = VerificationFailure.IssuerMismatch,
        ["slsa-container-v1.4.0-0-wrong-digest"] = VerificationFailure.ImageDigestMismatch,
        ["slsa-container-v2.1.0-0-wrong-digest"] = VerificationFailure.ImageDigestMismatch,
    };

    /// <summary>The same for bundles with one field changed, by what another verifier said; where two checks can see it, either.</summary>
    private static readonly Dictionary<string, VerificationFailure[]> Mutations = new()
    {
        ["body key"] = [VerificationFailure.CertificateMalformed, VerificationFailure.LogKeyMismatch],
        ["body sig"] = [VerificationFailure.SignatureInvalid],
        ["cert parse"] = [VerificationFailure.CertificateMalformed],
        ["checkpoint origin"] = [VerificationFailure.CheckpointOriginMismatch],
        ["checkpoint: bad signature"] = [VerificationFailure.CheckpointSignatureInvalid],
        ["checkpoint: no separator"] = [VerificationFailure.CheckpointMalformed],
        ["checkpoint: sig block"] = [VerificationFailure.CheckpointMalformed],
        ["content oneof"] = [VerificationFailure.BundleMalformed],
        ["dup entry"] = [VerificationFailure.LogEntryDuplicate],
        ["kind/version"] = [VerificationFailure.LogEntryTypeWrong],
        ["mediaType"] = [VerificationFailure.BundleTypeUnsupported],
        ["messageDigest vs artifact"] = [VerificationFailure.MessageDigestMismatch],
        ["no verified time"] = [VerificationFailure.VerifiedTimeMissing],
        ["proof"] = [VerificationFailure.InclusionProofInvalid],
        ["root mismatch"] = [VerificationFailure.InclusionProofInvalid, VerificationFailure.LogEntryMalformed],
        ["SET"] = [VerificationFailure.LogPromiseInvalid, VerificationFailure.LogEntryMalformed, VerificationFailure.BundleMalformed],
        ["tlog threshold"] = [VerificationFailure.LogEntryMissing],
        ["v0.2+ needs proof"] = [VerificationFailure.BundleMalformed],
    };

    [SkippableFact]
    public void A_bundle_is_refused_for_what_is_broken_in_it()
    {
        var judge = new Judge(VectorFolder.PathOf());
        var wrong = new List<string>();
        int asked = 0;
        foreach (ManifestLine line in File.ReadLines(VectorFolder.PathOf("manifest.jsonl")).Where(line => line.Length > 0).Select(ManifestLine.Parse))
        {
            if (Expected(line) is { } expected)
            {
                Verdict verdict = judge.Verify(line);
                asked++;
                if (verdict.Reason is not { } reason || !expected.Contains(reason))
                {
                    wrong.Add($"{line.Name} ({line.Why}): {verdict}");
                }
            }
        }

        wrong.Should().BeEmpty();
        asked.Should().BeGreaterThan(200);
    }

    [SkippableFact]
    public void Every_bundle_of_the_manifest_is_judged_as_expected()
    {
        string manifest = VectorFolder.PathOf("manifest.jsonl");
        var judge = new Judge(VectorFolder.PathOf());
        ManifestLine[] lines = [.. File.ReadLines(manifest).Where(line => line.Length > 0).Select(ManifestLine.Parse)];

        string[] wrong = [.. lines.Select(line => (Line: line, Verdict: judge.Verify(line)))
            .Where(one => one.Line.IsPassExpected != one.Verdict.IsVerified)
            .Select(one => $"{one.Line.Source} {one.Line.Name}: {one.Verdict}")];

        wrong.Should().BeEmpty();
        lines.Count(line => line.IsPassExpected).Should().BePositive();
        lines.Count(line => !line.IsPassExpected).Should().BePositive();
    }

    private static VerificationFailure[]? Expected(ManifestLine line) =>
        Cases.TryGetValue(line.Name[(line.Name.IndexOf('/') + 1)..], out VerificationFailure failure) ? [failure]
        : line.Source == "mutations" ? Mutations.FirstOrDefault(pair => line.Why.StartsWith("FAIL " + pair.Key, StringComparison.Ordinal)).Value
        : null;
}
