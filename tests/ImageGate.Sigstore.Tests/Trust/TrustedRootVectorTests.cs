using ImageGate.Sigstore.Certificates;
using ImageGate.Sigstore.Trust;

namespace ImageGate.Sigstore.Tests.Trust;

/// <summary>The trusted roots that the public-good instance and its staging instance serve.</summary>
public sealed class TrustedRootVectorTests
{
    [SkippableTheory]
    [InlineData("root-signing", 2, 2, 2, 1)]
    [InlineData("root-signing-staging", 5, 2, 5, 2)]
    public void A_served_root_is_read_and_every_entry_can_be_used(string folder, int logs, int authorities, int certificateLogs, int timestampAuthorities)
    {
        TrustedRoot root = Read(folder);

        root.TransparencyLogs.Should().HaveCount(logs);
        root.CertificateAuthorities.Should().HaveCount(authorities);
        root.CertificateLogs.Should().HaveCount(certificateLogs);
        root.TimestampAuthorities.Should().HaveCount(timestampAuthorities);
        root.TransparencyLogs.Concat(root.CertificateLogs).Should().OnlyContain(log => log.Key is LogKey.Usable);
        root.CertificateAuthorities.Should().OnlyContain(authority => authority.Path is IssuingPath.Usable);
        root.TimestampAuthorities.Should().OnlyContain(authority => authority.Path is IssuingPath.Usable && authority.Signer != null);
    }

    [SkippableFact]
    public void Stagings_first_certificate_log_has_a_bare_rsa_key_whose_id_is_the_hash_of_its_subject_public_key_info()
    {
        TransparencyLogInstance log = Read("root-signing-staging").CertificateLogs[0];

        var key = log.Key.Should().BeOfType<LogKey.Usable>().Subject;
        key.Key.Algorithm.Should().StartWith("RSA 4096");
        Digest.Of(key.SubjectPublicKeyInfo.Span).Hex.Should().Be(Convert.ToHexStringLower(log.LogId.Span));
    }

    [SkippableFact]
    public void The_first_authority_of_production_ended_within_a_second_of_2022()
    {
        CertificateAuthority first = Read("root-signing").CertificateAuthorities[0];

        first.Chain.Should().ContainSingle();
        first.ValidFor.End.Should().Be(new DateTimeOffset(2022, 12, 31, 23, 59, 59, 999, TimeSpan.Zero));
    }

    internal static TrustedRoot Read(string folder) =>
        TrustedRoot.TryParse(VectorFolder.Read(folder, "targets", "trusted_root.json"), out TrustedRoot? root, out string? error)
            ? root
            : throw new InvalidDataException(error);
}
