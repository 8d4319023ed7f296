using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using ImageGate.Sigstore.Certificates;
using ImageGate.Sigstore.Trust;
using ImageGate.Testing.Sigstore;

namespace ImageGate.Sigstore.Tests.Certificates;

public sealed class SignedCertificateTimestampsTests
{
    private static readonly DateTimeOffset Now = new(2026, 8, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly VirtualSigstore Sigstore = new(Now);
    private static readonly VirtualCertificateLog Log = Sigstore.CertificateLog;
    private static readonly VirtualCertificateLog Second = new("https://ctfe.virtual.dev/second", Now.AddYears(-1));
    private static readonly TrustedRoot Root = Sigstore.TrustedRoot(json => ((JsonArray)json["ctlogs"]!).Add(Second.Json));

    [Fact]
    public void A_certificate_in_a_log_is_verified() => Count(Sigstore.Issue()).Should().Be(1);

    [Fact]
    public void A_certificate_without_timestamps_is_refused_unless_none_is_wanted()
    {
        VirtualCertificate leaf = Sigstore.Issue(new LeafRequest { CertificateLogs = [] });

        Failure(leaf).Should().Be(CertificateTimestampFailure.Missing);
        Verify(leaf, wanted: 0).Should().Be(new CertificateTimestampResult.Verified(0));
    }

    [Fact]
    public void Distinct_logs_are_counted()
    {
        Count(Sigstore.Issue(new LeafRequest { CertificateLogs = [Log, Second] }), wanted: 2).Should().Be(2);
        Count(Sigstore.Issue(new LeafRequest { CertificateLogs = [Log, Log] })).Should().Be(1);
        Failure(Sigstore.Issue(new LeafRequest { CertificateLogs = [Log, Log] }), wanted: 2).Should().Be(CertificateTimestampFailure.TooFewLogs);
        Failure(Sigstore.Issue(), wanted: 2).Should().Be(CertificateTimestampFailure.TooFewLogs);
    }

    [Fact]
    public void A_bad_timestamp_beside_a_good_one_is_not_counted_and_does_no_harm()
    {
        VirtualCertificate leaf = Sigstore.Fulcio.Issue(LeafSpec(), tbs => [VirtualCertificateLog.Extension(
            Log.Sign(tbs, Sigstore.FulcioRoot.SubjectPublicKeyInfo, Now), Second.Sign(tbs, Sigstore.Fulcio.SubjectPublicKeyInfo, Now))]);

        Count(leaf).Should().Be(1);
        Failure(leaf, wanted: 2).Should().Be(CertificateTimestampFailure.TooFewLogs);
    }

    [Fact]
    public void A_log_that_is_not_trusted_is_refused() =>
        Failure(Sigstore.Issue(new LeafRequest { CertificateLogs = [new VirtualCertificateLog("https://evil.example", Now)] })).Should().Be(CertificateTimestampFailure.LogUnknown);

    [Fact]
    public void A_log_whose_key_cannot_be_used_is_refused()
    {
        TrustedRoot root = Sigstore.TrustedRoot(json => json["ctlogs"]![0]!["publicKey"]!["keyDetails"] = "ML_DSA_65");

        Failure(Sigstore.Issue(), root: root).Should().Be(CertificateTimestampFailure.AlgorithmUnsupported);
    }

    [Theory]
    [InlineData(4, 1)]                                                 // rsa
    [InlineData(5, 3)]                                                 // sha384
    [InlineData(0, 3)]
    [InlineData(4, 0)]
    public void The_named_algorithm_must_be_the_keys(byte hash, byte algorithm)
    {
        VirtualCertificate leaf = Issue(timestamp =>
        {
            (timestamp[43], timestamp[44]) = (hash, algorithm);        // 1 version, 32 id, 8 time, 2 extensions
            return VirtualCertificateLog.Vector(VirtualCertificateLog.Vector(timestamp));
        });

        Failure(leaf).Should().Be(CertificateTimestampFailure.AlgorithmUnsupported);
    }

    [Theory]
    [InlineData(0, 0, true)]                                           // both ends belong to the window
    [InlineData(1, 2, false)]
    [InlineData(-2, -1, false)]
    [InlineData(0, null, true)]
    public void The_timestamp_lies_in_the_time_in_which_the_key_is_good(int start, int? end, bool expected)
    {
        TrustedRoot root = Sigstore.TrustedRoot(json => json["ctlogs"]![0]!["publicKey"]!["validFor"] =
            VirtualSigstore.Window(Now.AddSeconds(start), end is { } seconds ? Now.AddSeconds(seconds) : null));

        if (expected)
        {
            Count(Sigstore.Issue(), root: root).Should().Be(1);
        }
        else
        {
            Failure(Sigstore.Issue(), root: root).Should().Be(CertificateTimestampFailure.OutsideLogWindow);
        }
    }

    [Fact]
    public void Of_several_entries_with_one_id_the_one_that_fits_counts()
    {
        TrustedRoot root = Sigstore.TrustedRoot(json =>
        {
            JsonObject ended = Log.Json;
            ended["publicKey"]!["validFor"] = VirtualSigstore.Window(Now.AddYears(-2), Now.AddYears(-1));
            json["ctlogs"] = new JsonArray(ended, Log.Json);
        });

        Count(Sigstore.Issue(), root: root).Should().Be(1);
    }

    [Fact]
    public void A_timestamp_for_another_issuer_or_another_certificate_is_refused()
    {
        byte[] other = [];
        _ = Sigstore.Fulcio.Issue(LeafSpec(), tbs =>
        {
            other = tbs;
            return [];
        });

        Failure(Sigstore.Fulcio.Issue(LeafSpec(), tbs => [VirtualCertificateLog.Extension(Log.Sign(tbs, Sigstore.FulcioRoot.SubjectPublicKeyInfo, Now))]))
            .Should().Be(CertificateTimestampFailure.SignatureInvalid);
        Failure(Sigstore.Fulcio.Issue(LeafSpec(), _ => [VirtualCertificateLog.Extension(Log.Sign(other, Sigstore.Fulcio.SubjectPublicKeyInfo, Now))]))
            .Should().Be(CertificateTimestampFailure.SignatureInvalid);
        Verify(Sigstore.Issue(), issuer: Sigstore.FulcioRoot).Should().BeOfType<CertificateTimestampResult.Failed>()
            .Which.Failure.Should().Be(CertificateTimestampFailure.SignatureInvalid);
    }

    [Fact]
    public void The_extensions_of_a_timestamp_are_signed_with_it()
    {
        VirtualCertificate Issue(byte[] signed, byte[] written) => Sigstore.Fulcio.Issue(LeafSpec(), tbs =>
        {
            byte[] timestamp = Log.Sign(tbs, Sigstore.Fulcio.SubjectPublicKeyInfo, Now, signed);
            int index = timestamp.AsSpan().IndexOf(signed);
            written.CopyTo(timestamp, index);
            return [VirtualCertificateLog.Extension(timestamp)];
        });

        Count(Issue([0, 0, 5, 9, 9, 9, 9, 9], [0, 0, 5, 9, 9, 9, 9, 9])).Should().Be(1);
        Failure(Issue([0, 0, 5, 9, 9, 9, 9, 9], [0, 0, 5, 9, 9, 9, 9, 8])).Should().Be(CertificateTimestampFailure.SignatureInvalid);
    }

    [Fact]
    public void A_certificate_with_no_other_extension_loses_their_wrapper_too()
    {
        byte[] bare = [];
        VirtualCertificate leaf = Sigstore.Fulcio.Issue(LeafSpec() with { KeyUsages = X509KeyUsageFlags.None, NamesIssuerKey = false, NamesOwnKey = false, Purposes = [], Extensions = [] }, tbs =>
        {
            bare = tbs;
            return [VirtualCertificateLog.Extension(Log.Sign(tbs, Sigstore.Fulcio.SubjectPublicKeyInfo, Now))];
        });

        Precertificate.TbsCertificate(leaf.Certificate.Fields).Should().Equal(bare);
        Count(leaf).Should().Be(1);
    }

    [Fact]
    public void A_list_that_is_cut_off_or_goes_on_is_refused()
    {
        VirtualCertificate Raw(Func<byte[], byte[]> change) => Issue(timestamp => change(VirtualCertificateLog.Vector(VirtualCertificateLog.Vector(timestamp))));

        Count(Raw(list => list)).Should().Be(1);
        foreach (int length in new[] { 0, 1, 2, 3, 4, 5, 36, 37, 44, 46, 48, 60 })
        {
            Failure(Raw(list => VirtualCertificateLog.Vector(list[2..Math.Min(list.Length, 2 + length)]))).Should().Be(CertificateTimestampFailure.Malformed, $"cut to {length}");
        }

        Failure(Raw(list => [.. list, 0])).Should().Be(CertificateTimestampFailure.Malformed);
        Failure(Raw(list => list[..^1])).Should().Be(CertificateTimestampFailure.Malformed);
        Failure(Raw(list => VirtualCertificateLog.Vector([.. list[2..], 0]))).Should().Be(CertificateTimestampFailure.Malformed);
        Failure(Issue(timestamp => VirtualCertificateLog.Vector(VirtualCertificateLog.Vector([.. timestamp, 0])))).Should().Be(CertificateTimestampFailure.Malformed);
        Failure(Issue(timestamp => VirtualCertificateLog.Vector(VirtualCertificateLog.Vector([1, .. timestamp[1..]])))).Should().Be(CertificateTimestampFailure.Malformed, "there is one version");
        Failure(Issue(timestamp => VirtualCertificateLog.Vector(VirtualCertificateLog.Vector([.. timestamp[..33], 0xff, .. timestamp[34..]])))).Should().Be(CertificateTimestampFailure.Malformed, "no such year");
        Failure(Issue(timestamp => VirtualCertificateLog.Vector([.. Enumerable.Repeat(VirtualCertificateLog.Vector(timestamp), 33).SelectMany(item => item)])))
            .Should().Be(CertificateTimestampFailure.Malformed, "there are too many");
    }

    private static VirtualCertificate Issue(Func<byte[], byte[]> list) => Sigstore.Fulcio.Issue(
        LeafSpec(),
        tbs => [VirtualCertificateLog.RawExtension(list(Log.Sign(tbs, Sigstore.Fulcio.SubjectPublicKeyInfo, Now)))]);

    private static CertificateSpec LeafSpec() => new() { NotBefore = Now, NotAfter = Now.AddMinutes(10), Purposes = [CertificateSpec.CodeSigning] };

    private static int Count(VirtualCertificate leaf, int wanted = 1, TrustedRoot? root = null) =>
        Verify(leaf, wanted, root).Should().BeOfType<CertificateTimestampResult.Verified>().Subject.DistinctLogs;

    private static CertificateTimestampFailure Failure(VirtualCertificate leaf, int wanted = 1, TrustedRoot? root = null) =>
        Verify(leaf, wanted, root).Should().BeOfType<CertificateTimestampResult.Failed>().Subject.Failure;

    private static CertificateTimestampResult Verify(VirtualCertificate leaf, int wanted = 1, TrustedRoot? root = null, VirtualCertificate? issuer = null) =>
        SignedCertificateTimestamps.Verify(leaf.Certificate, (issuer ?? Sigstore.Fulcio).Certificate, root ?? Root, wanted);
}
