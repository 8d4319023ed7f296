using ImageGate.Sigstore.Trust;

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
}
