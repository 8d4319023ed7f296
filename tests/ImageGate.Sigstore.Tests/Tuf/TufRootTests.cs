using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ImageGate.Sigstore.Tuf;
using ImageGate.Testing.Tuf;

namespace ImageGate.Sigstore.Tests.Tuf;

/// <summary>TUF specification 1.0.34, 5.2 and 5.3.</summary>
public sealed class TufRootTests
{
    private readonly TufRepository _repository = new();
    private readonly TufState _client;

    public TufRootTests() => _client = _repository.NewClient();

    [Fact]
    public async Task A_client_follows_the_roots_one_by_one_to_the_newest()
    {
        _repository.PublishRoot();
        _repository.Root.Signers = [TufSigner.Ecdsa(), TufSigner.Ecdsa()];
        _repository.PublishRoot();
        _repository.PublishRoot();

        TufResult.Updated updated = await _repository.UpdateAsync(_client);

        updated.State.Root.ToArray().Should().Equal(_repository.Files["4.root.json"]);
        _repository.Requests.Take(4).Should().Equal("2.root.json", "3.root.json", "4.root.json", "5.root.json");
    }

    [Fact]
    public async Task A_root_that_the_trusted_roots_keys_did_not_sign_is_refused()
    {
        _repository.Root.Signers = [TufSigner.Ecdsa(), TufSigner.Ecdsa()];
        _repository.PublishRoot(signers: _repository.Root.Signers);

        (await _repository.FailAsync(_client, TufFailure.RootNotSignedByTrustedRoot)).Should().Be(_client);
    }

    [Fact]
    public async Task A_root_that_too_few_of_the_trusted_roots_keys_signed_is_refused()
    {
        TufSigner old = _repository.Root.Signers[0];
        _repository.Root.Signers = [TufSigner.Ecdsa(), TufSigner.Ecdsa()];
        _repository.PublishRoot(signers: [old, .. _repository.Root.Signers]);

        await _repository.FailAsync(_client, TufFailure.RootNotSignedByTrustedRoot);
    }

    [Fact]
    public async Task A_root_that_its_own_keys_did_not_sign_is_refused()
    {
        IReadOnlyList<TufSigner> old = _repository.Root.Signers;
        _repository.Root.Signers = [TufSigner.Ecdsa(), TufSigner.Ecdsa()];
        _repository.PublishRoot(signers: [.. old, _repository.Root.Signers[0]]);

        await _repository.FailAsync(_client, TufFailure.RootNotSignedByItself);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_root_of_another_version_than_the_next_is_refused(int version)
    {
        _repository.PublishRoot(signed => signed["version"] = version);

        await _repository.FailAsync(_client, TufFailure.RootVersionWrong);
    }

    [Fact]
    public async Task A_root_between_may_be_expired_and_the_newest_may_not()
    {
        _repository.Root.Expires = TufRepository.Now.AddDays(-1);
        _repository.PublishRoot();
        TufState expired = await _repository.FailAsync(_client, TufFailure.RootExpired);

        _repository.Root.Expires = TufRepository.Now.AddDays(1);
        _repository.PublishRoot();
        await _repository.UpdateAsync(_client);
        await _repository.UpdateAsync(expired);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]                                            // "higher than" the start time
    [InlineData(1, false)]
    public async Task Metadata_is_good_until_the_second_before_its_expiry(int seconds, bool expected)
    {
        _repository.Root.Expires = TufRepository.Now.AddHours(1);
        _repository.PublishRoot();

        (await _repository.RefreshAsync(_client, TufRepository.Now.AddHours(1).AddSeconds(seconds)) is TufResult.Updated).Should().Be(expected);
    }

    [Fact]
    public async Task Of_more_than_256_new_roots_256_are_taken_and_the_next_refresh_goes_on()
    {
        for (int rotation = 0; rotation < 257; rotation++)
        {
            _repository.PublishRoot();
        }

        TufState state = await _repository.FailAsync(_client, TufFailure.TooManyRootRotations);
        state.Root.ToArray().Should().Equal(_repository.Files["257.root.json"]);
        await _repository.UpdateAsync(state);
    }

    [Fact]
    public async Task Exactly_256_new_roots_are_taken_in_one_refresh()
    {
        for (int rotation = 0; rotation < 256; rotation++)
        {
            _repository.PublishRoot();
        }

        await _repository.UpdateAsync(_client);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_root_over_the_bound_is_refused_by_the_mirror_and_by_the_client(bool ignoresBounds)
    {
        _repository.IgnoresBounds = ignoresBounds;
        _repository.PublishRoot(signed => signed["x"] = new string('x', Limits.MaxTufRootBytes));

        await _repository.FailAsync(_client, TufFailure.TooLong);
    }

    [Fact]
    public async Task A_next_root_that_cannot_be_read_is_not_taken_for_one_that_is_not_there()
    {
        _repository.Unavailable.Add("2.root.json");

        await _repository.FailAsync(_client, TufFailure.Unavailable);
    }

    [Fact]
    public async Task A_bad_root_after_good_ones_leaves_the_good_ones()
    {
        _repository.PublishRoot();
        _repository.PublishRoot(signers: [TufSigner.Ecdsa()]);

        TufState state = await _repository.FailAsync(_client, TufFailure.RootNotSignedByTrustedRoot);
        state.Root.ToArray().Should().Equal(_repository.Files["2.root.json"]);
    }

    [Fact]
    public async Task One_key_under_two_ids_is_one_signer()
    {
        TufSigner key = TufSigner.Ecdsa();
        TufSigner twin = key.Renamed();
        _repository.Timestamp.Signers = [key, twin, TufSigner.Ecdsa()];
        _repository.Timestamp.Threshold = 2;
        _repository.PublishRoot();
        _repository.PublishTimestamp(signers: [key, twin]);
        await _repository.FailAsync(_client, TufFailure.TimestampNotSigned);

        _repository.PublishTimestamp(signers: [key, _repository.Timestamp.Signers[2]]);
        await _repository.UpdateAsync(_client);
    }

    [Fact]
    public async Task Keys_of_other_roles_and_unknown_keys_do_not_count()
    {
        _repository.PublishTimestamp(signers: [TufSigner.Ecdsa(), .. _repository.Root.Signers, .. _repository.Targets.Signers]);

        await _repository.FailAsync(_client, TufFailure.TimestampNotSigned);
    }

    [Fact]
    public async Task Unknown_keys_do_no_harm()
    {
        _repository.PublishTimestamp(signers: [TufSigner.Ecdsa(), .. _repository.Timestamp.Signers]);

        await _repository.UpdateAsync(_client);
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("zz")]
    [InlineData("00")]
    public async Task A_signature_that_is_none_is_skipped_and_the_others_count(string signature)
    {
        TufSigner absent = TufSigner.Ecdsa();
        _repository.Root.Threshold = 2;
        _repository.Root.Signers = [.. _repository.Root.Signers, absent];
        _repository.PublishRoot(signers: _repository.Root.Signers);
        _repository.Tamper("2.root.json", envelope => envelope["signatures"]![2]!["sig"] = signature);
        await _repository.UpdateAsync(_client);

        _repository.Tamper("2.root.json", envelope => envelope["signatures"]![1]!["sig"] = signature);
        await _repository.FailAsync(_client, TufFailure.RootNotSignedByTrustedRoot);
    }

    [Fact]
    public async Task Two_signatures_with_one_key_id_are_refused()
    {
        _repository.Tamper("timestamp.json", envelope => envelope["signatures"]!.AsArray().Add(envelope["signatures"]![0]!.DeepClone()));

        await _repository.FailAsync(_client, TufFailure.SignatureTwice);
    }

    [Fact]
    public async Task Old_keys_and_rsa_keys_can_sign()
    {
        _repository.Timestamp.Signers = [TufSigner.EcdsaPoint(), TufSigner.Rsa(RSASignaturePadding.Pss)];
        _repository.Timestamp.Threshold = 2;
        _repository.PublishRoot();
        _repository.PublishTimestamp();

        await _repository.UpdateAsync(_client);
    }

    public static TheoryData<string, TufSigner> UselessKeys() => new()
    {
        { "PKCS#1 v1.5 where PSS is named", TufSigner.Rsa(RSASignaturePadding.Pkcs1) },
        { "another curve than the scheme names", TufSigner.EcdsaP384() },
        { "unknown type", TufSigner.Ecdsa().Listed(key => key["keytype"] = "sigstore-oidc") },
        { "unknown scheme", TufSigner.Ecdsa().Listed(key => key["scheme"] = "ecdsa-sha2-nistp224") },
        { "type and scheme of different keys", TufSigner.Ecdsa().Listed(key => key["keytype"] = "ed25519") },
        { "no key", TufSigner.Ecdsa().Listed(key => key["keyval"] = new JsonObject { ["public"] = "04" }) },
    };

    [Theory]
    [MemberData(nameof(UselessKeys))]
    public async Task A_key_that_is_not_supported_can_sign_nothing_and_does_no_harm(string why, TufSigner useless)
    {
        TufSigner good = _repository.Timestamp.Signers[0];
        _repository.Timestamp.Signers = [good, useless];
        _repository.Timestamp.Threshold = 1;
        _repository.PublishRoot();
        _repository.PublishTimestamp();
        await _repository.UpdateAsync(_client);

        _repository.PublishTimestamp(signers: [useless]);
        (await _repository.FailAsync(_client, TufFailure.TimestampNotSigned)).Should().NotBeNull(why);
    }

    public static TheoryData<string, Action<JsonObject>, TufFailure> BrokenRoots() => new()
    {
        { "type", signed => signed["_type"] = "targets", TufFailure.TypeWrong },
        { "major version", signed => signed["spec_version"] = "2.0.0", TufFailure.SpecVersionUnsupported },
        { "version that only starts so", signed => signed["spec_version"] = "1.0\n", TufFailure.SpecVersionUnsupported },
        { "no version", signed => signed.Remove("version"), TufFailure.Malformed },
        { "version zero", signed => signed["version"] = 0, TufFailure.Malformed },
        { "version text", signed => signed["version"] = "2", TufFailure.Malformed },
        { "no expiry", signed => signed.Remove("expires"), TufFailure.Malformed },
        { "expiry that is no time", signed => signed["expires"] = "never", TufFailure.Malformed },
        { "no role", signed => signed["roles"]!.AsObject().Remove("snapshot"), TufFailure.Malformed },
        { "threshold zero", signed => signed["roles"]!["timestamp"]!["threshold"] = 0, TufFailure.Malformed },
        { "negative threshold", signed => signed["roles"]!["root"]!["threshold"] = -1, TufFailure.Malformed },
        { "key id twice", signed => signed["roles"]!["root"]!["keyids"]!.AsArray().Add(signed["roles"]!["root"]!["keyids"]![0]!.DeepClone()), TufFailure.Malformed },
        { "no keys", signed => signed.Remove("keys"), TufFailure.Malformed },
        { "consistent text", signed => signed["consistent_snapshot"] = "true", TufFailure.Malformed },
        { "threshold over the keys", signed => signed["roles"]!["root"]!["threshold"] = 3, TufFailure.RootNotSignedByItself },
    };

    [Theory]
    [MemberData(nameof(BrokenRoots))]
    public async Task A_signed_root_that_is_malformed_is_refused(string why, Action<JsonObject> change, TufFailure failure)
    {
        _repository.PublishRoot(change);

        (await _repository.FailAsync(_client, failure)).Should().Be(_client, why);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"signed":1,"signatures":[]}""")]
    [InlineData("""{"signed":{},"signed":{},"signatures":[]}""")]
    [InlineData("""{"signed":{"a":1,"\u0061":1},"signatures":[]}""")]
    [InlineData("""{"signed":{"a":1.5},"signatures":[]}""")]
    [InlineData("""{"signed":{"a":"\ud800"},"signatures":[]}""")]
    [InlineData("""{"signed":{"\ud800":1},"signatures":[]}""")]
    [InlineData("""{"\ud800":1,"signed":{},"signatures":[]}""")]
    [InlineData("""{"\ud800":1,"\udc00":1,"signed":{},"signatures":[]}""")]
    [InlineData("""{"signed":{},"signatures":{}}""")]
    [InlineData("""{"signed":{},"signatures":[1]}""")]
    [InlineData("""{"signed":{},"signatures":[{"keyid":"\ud800","sig":""}]}""")]
    [InlineData("""{"signed":{},"signatures":[{"keyid":"a"}]}""")]
    [InlineData("""{"signed":{},"signatures":[]} {}""")]
    public async Task A_root_that_is_no_envelope_is_refused(string json)
    {
        _repository.Files["2.root.json"] = System.Text.Encoding.UTF8.GetBytes(json);

        await _repository.FailAsync(_client, TufFailure.Malformed);
    }

    [Fact]
    public async Task Text_that_is_not_utf8_is_refused()
    {
        _repository.Files["2.root.json"] = [.. "{\"signed\":{\"a\":\""u8, 0xff, 0xc0, .. "\"},\"signatures\":[]}"u8];

        await _repository.FailAsync(_client, TufFailure.Malformed);
    }

    [Fact]
    public async Task Deep_nesting_is_refused()
    {
        _repository.Files["2.root.json"] = System.Text.Encoding.UTF8.GetBytes($$"""{"signed":{"a":{{new string('[', 100_000)}}{{new string(']', 100_000)}}},"signatures":[]}""");

        await _repository.FailAsync(_client, TufFailure.Malformed);
    }

    [Fact]
    public async Task A_stored_root_that_is_broken_or_not_signed_by_itself_is_said_to_be_so()
    {
        await _repository.FailAsync(new TufState(default), TufFailure.StoredRootUnusable);
        _repository.TamperText("1.root.json", "\"version\":1", "\"version\":7");
        await _repository.FailAsync(_repository.NewClient(), TufFailure.StoredRootUnusable);
        _repository.Requests.Should().BeEmpty();
    }
}
