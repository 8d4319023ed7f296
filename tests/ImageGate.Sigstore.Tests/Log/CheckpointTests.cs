using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ImageGate.Sigstore.Keys;
using ImageGate.Sigstore.Log;
using ImageGate.Testing.Sigstore;

namespace ImageGate.Sigstore.Tests.Log;

public sealed class CheckpointTests
{
    private const string Host = "log.example";

    private static readonly string RootHash = Convert.ToBase64String(new byte[32]);
    private static readonly DateTimeOffset From = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly VirtualRekor _log = new(Host, isV2: true, From);

    [Fact]
    public void A_note_that_the_log_signed_is_right()
    {
        Checkpoint checkpoint = Parse(_log.Checkpoint());

        checkpoint.Verify(KeyOf(_log)).Should().BeNull();
        checkpoint.Origin.Should().Be(Host);
        checkpoint.TreeSize.Should().Be(5);
    }

    [Theory]
    [InlineData("— witness.example AAAAAFRoaXMgaXMgbm90aGluZw==\n")]
    [InlineData("-— witness.example AAAAAFRoaXMgaXMgbm90aGluZw==\n")]
    [InlineData("— log.example AAAAAFRoaXMgaXMgbm90aGluZw==\n")]
    public void Signatures_of_witnesses_are_ignored_in_any_order(string other)
    {
        var log = new VirtualRekor(Host, isV2: true, From) { OtherSignatures = other };

        Parse(log.Checkpoint()).Verify(KeyOf(log)).Should().BeNull();
    }

    [Fact]
    public void A_known_key_with_a_bad_signature_refuses_the_note_even_beside_a_good_one()
    {
        string bad = VirtualRekor.NoteLine(Host, IdOf(_log).Span, _log.Sign("something else"u8.ToArray()));
        string note = _log.Checkpoint();

        Parse(note + bad).Verify(KeyOf(_log))!.Failure.Should().Be(VerificationFailure.CheckpointSignatureInvalid);
        Parse(note).Verify(KeyOf(_log)).Should().BeNull();
    }

    [Fact]
    public void A_name_counts_where_one_is_wanted()
    {
        Checkpoint checkpoint = Parse(_log.Checkpoint());

        checkpoint.Verify(KeyOf(_log) with { Name = "other.example" })!.Failure.Should().Be(VerificationFailure.CheckpointSignatureInvalid);
        checkpoint.Verify(KeyOf(_log) with { Name = null }).Should().BeNull();
    }

    [Fact]
    public void Another_log_did_not_sign_it()
    {
        var other = new VirtualRekor(Host, isV2: true, From);

        Parse(_log.Checkpoint()).Verify(KeyOf(other))!.Failure.Should().Be(VerificationFailure.CheckpointSignatureInvalid);
    }

    [Theory]
    [InlineData("o\n7\nROOT\n\n— n AAAAAAA=\n", true)]
    [InlineData("o\n7\nROOT\nmore\n\n— n AAAAAAA=\n", true)]
    [InlineData("o\n7\nROOT\n\nmore\n\n— n AAAAAAA=\n", true)]              // only the last blank line ends the text
    [InlineData("o\n0\nROOT\n\n— n AAAAAAA=\n", true)]
    [InlineData("", false)]
    [InlineData("o\n7\nROOT\n\n", false)]
    [InlineData("o\n7\nROOT\n— n AAAAAAA=\n", false)]
    [InlineData("\n7\nROOT\n\n— n AAAAAAA=\n", false)]
    [InlineData("7\nROOT\n\n— n AAAAAAA=\n", false)]
    [InlineData("o\nROOT\n\n— n AAAAAAA=\n", false)]
    [InlineData("o\n7\n\n— n AAAAAAA=\n", false)]
    [InlineData("o\n07\nROOT\n\n— n AAAAAAA=\n", false)]
    [InlineData("o\n-7\nROOT\n\n— n AAAAAAA=\n", false)]
    [InlineData("o\n 7\nROOT\n\n— n AAAAAAA=\n", false)]
    [InlineData("o\n9223372036854775808\nROOT\n\n— n AAAAAAA=\n", false)]
    [InlineData("o\n7\nAAAA\n\n— n AAAAAAA=\n", false)]
    [InlineData("o\n7\nROOT \n\n— n AAAAAAA=\n", false)]
    [InlineData("o\r\n7\r\nROOT\r\n\r\n— n AAAAAAA=\r\n", false)]
    [InlineData("o\n7\nROOT\n\n— n AAAAAAA=", false)]
    [InlineData("o\n7\nROOT\n\n— n AAAAAAA=\n\n", false)]
    [InlineData("o\n7\nROOT\n\n- n AAAAAAA=\n", false)]
    [InlineData("o\n7\nROOT\n\n—  n AAAAAAA=\n", false)]
    [InlineData("o\n7\nROOT\n\n— n+m AAAAAAA=\n", false)]
    [InlineData("o\n7\nROOT\n\n— n AAAAAA==\n", false)]                     // an id and no signature
    [InlineData("o\n7\nROOT\n\n— n AAAAAA\n", false)]
    [InlineData("o\n7\nROOT\n\n— n AAAAAAA= x\n", false)]
    [InlineData("o\n7\nROOT\n\ntext\n— n AAAAAAA=\n", false)]
    public void A_note_is_read_strictly(string template, bool expected) =>
        Checkpoint.TryParse(template.Replace("ROOT", RootHash, StringComparison.Ordinal), out _).Should().Be(expected);

    [Fact]
    public void More_signatures_than_the_bound_are_refused()
    {
        string note = $"o\n7\n{RootHash}\n\n" + string.Concat(Enumerable.Repeat("— n AAAAAAA=\n", Limits.MaxNoteSignatures));

        Checkpoint.TryParse(note, out _).Should().BeTrue();
        Checkpoint.TryParse(note + "— n AAAAAAA=\n", out _).Should().BeFalse();
    }

    [SkippableFact]
    public void The_example_of_the_specification_has_the_key_id_that_we_compute()
    {
        using var document = JsonDocument.Parse(VectorFolder.Read("c2sp", "signed-note-example.json"));
        string[] verifier = document.RootElement.GetProperty("vkey").GetString()!.Split('+', 3);
        PublicKey key = TestKeys.ImportEd25519(Convert.FromBase64String(verifier[2])[1..]);
        string[] note = document.RootElement.GetProperty("note").GetString()!.Split("\n\n");

        Convert.ToHexStringLower(NoteKey.IdOf(verifier[0], key)).Should().Be(verifier[1]);
        NoteSignature.TryParse(note[1].TrimEnd('\n'), out NoteSignature? signature).Should().BeTrue();
        signature!.Name.Should().Be(verifier[0]);
        Convert.ToHexStringLower(signature.KeyId.Span).Should().Be(verifier[1]);
        key.Verify(Encoding.UTF8.GetBytes(note[0] + "\n"), signature.Signature.Span).Should().BeTrue();
    }

    [Fact]
    public void The_key_id_of_an_rsa_key_names_its_type()
    {
        using var rsa = RSA.Create(2048);
        PublicKey key = TestKeys.Import(rsa);

        NoteKey.IdOf("n", key).Should().Equal(
            SHA256.HashData([(byte)'n', 0x0A, 0xFF, .. "PKIX-RSA-PKCS#1v1.5"u8, .. key.SubjectPublicKeyInfo.Span])[..4]);
    }

    private static Checkpoint Parse(string note) => Checkpoint.TryParse(note, out Checkpoint? checkpoint) ? checkpoint : throw new InvalidDataException(note);

    private static NoteKey KeyOf(VirtualRekor log) => new(log.Host, IdOf(log), TestKeys.Import(log.Key));

    private static ReadOnlyMemory<byte> IdOf(VirtualRekor log) => SHA256.HashData(log.Key.ExportSubjectPublicKeyInfo()).AsMemory(0, 4);
}
