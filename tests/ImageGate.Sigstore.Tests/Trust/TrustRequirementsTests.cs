using ImageGate.Sigstore.Trust;
using ImageGate.Testing.Sigstore;

namespace ImageGate.Sigstore.Tests.Trust;

public sealed class TrustRequirementsTests
{
    [Fact]
    public void One_of_each_is_demanded_unless_a_policy_says_that_it_is_insecure()
    {
        TrustRequirements.Default.Should().BeEquivalentTo(new { TransparencyLogEntries = 1, SignedCertificateTimestamps = 1, SignedTimestamps = 0, VerifiedTimes = 1 });
        TrustRequirements.Default.InsecureSkipCertificateTimestamps().SignedCertificateTimestamps.Should().Be(0);
    }

    [Fact]
    public void Without_a_log_the_time_must_be_stamped() =>
        TrustRequirements.Default.InsecureSkipLog().Should().BeEquivalentTo(new { TransparencyLogEntries = 0, SignedTimestamps = 1, VerifiedTimes = 1 });

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(33)]
    public void A_threshold_of_nothing_is_no_threshold(int count)
    {
        TrustRequirements.Default.Invoking(it => it.WithTransparencyLogEntries(count)).Should().Throw<ArgumentOutOfRangeException>();
        TrustRequirements.Default.Invoking(it => it.WithSignedTimestamps(count)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Thresholds_can_be_raised() =>
        TrustRequirements.Default.WithTransparencyLogEntries(2).WithSignedTimestamps(3).Should().BeEquivalentTo(new { TransparencyLogEntries = 2, SignedTimestamps = 3 });

    [Fact]
    public void A_trusted_root_that_could_never_satisfy_them_is_a_contradiction()
    {
        var sigstore = new VirtualSigstore(new DateTimeOffset(2026, 8, 22, 12, 0, 0, TimeSpan.Zero));
        TrustRequirements noLog = TrustRequirements.Default.InsecureSkipLog();

        noLog.FindContradiction(sigstore.TrustedRoot()).Should().BeNull();
        TrustRequirements.Default.FindContradiction(sigstore.TrustedRoot()).Should().Contain("1 transparency logs");
        noLog.FindContradiction(sigstore.TrustedRoot(json => json.Remove("certificateAuthorities"))).Should().Contain("certificate authority");
        noLog.FindContradiction(sigstore.TrustedRoot(json => json.Remove("ctlogs"))).Should().Contain("certificate log");
        noLog.FindContradiction(sigstore.TrustedRoot(json => json["ctlogs"]![0]!["publicKey"]!["keyDetails"] = "ML_DSA_65")).Should().Contain("certificate log");
        noLog.FindContradiction(sigstore.TrustedRoot(json => json.Remove("timestampAuthorities"))).Should().Contain("time-stamping");
        noLog.InsecureSkipCertificateTimestamps().FindContradiction(sigstore.TrustedRoot(json => json.Remove("ctlogs"))).Should().BeNull();
        noLog.WithSignedTimestamps(2).FindContradiction(sigstore.TrustedRoot()).Should().Contain("2 time-stamping");
    }
}
