using System.Text.Json.Nodes;
using ImageGate.Sigstore.Tuf;
using ImageGate.Testing.Tuf;

namespace ImageGate.Sigstore.Tests.Tuf;

/// <summary>TUF specification 1.0.34, 5.4, and 5.3.11 (recovery from fast-forward).</summary>
public sealed class TufTimestampTests
{
    private readonly TufRepository _repository = new();

    [Fact]
    public async Task A_timestamp_of_foreign_keys_is_refused()
    {
        _repository.PublishTimestamp(signers: [TufSigner.Ecdsa()]);

        await _repository.FailAsync(_repository.NewClient(), TufFailure.TimestampNotSigned);
    }

    [Fact]
    public async Task A_timestamp_that_was_changed_after_signing_is_refused()
    {
        _repository.TamperText("timestamp.json", "\"version\":1", "\"version\":2");

        await _repository.FailAsync(_repository.NewClient(), TufFailure.TimestampNotSigned);
    }

    [Fact]
    public async Task An_older_timestamp_than_was_seen_is_refused()
    {
        byte[] old = _repository.Files["timestamp.json"];
        _repository.PublishTimestamp();
        TufState seen = (await _repository.UpdateAsync(_repository.NewClient())).State;
        _repository.Files["timestamp.json"] = old;

        (await _repository.FailAsync(seen, TufFailure.TimestampRollback)).Should().Be(seen);
    }

    [Fact]
    public async Task A_timestamp_that_names_an_older_snapshot_than_was_seen_is_refused()
    {
        _repository.PublishSnapshot();
        _repository.PublishTimestamp();
        TufState seen = (await _repository.UpdateAsync(_repository.NewClient())).State;
        _repository.PublishTimestamp(signed => signed["meta"]!["snapshot.json"] = new JsonObject { ["version"] = 1 });

        (await _repository.FailAsync(seen, TufFailure.SnapshotRollback)).Should().Be(seen);
    }

    [Fact]
    public async Task An_expired_timestamp_is_refused_also_when_it_is_the_one_that_was_seen()
    {
        TufState seen = (await _repository.UpdateAsync(_repository.NewClient())).State;

        await _repository.FailAsync(_repository.NewClient(), TufFailure.TimestampExpired, TufRepository.Now.AddDays(7));
        (await _repository.FailAsync(seen, TufFailure.TimestampExpired, TufRepository.Now.AddDays(7))).Should().Be(seen);
    }

    [Fact]
    public async Task Of_two_timestamps_of_one_version_the_first_stays()
    {
        TufState seen = (await _repository.UpdateAsync(_repository.NewClient())).State;
        _repository.Timestamp.Version--;
        _repository.Timestamp.Expires = TufRepository.Now.AddDays(100);
        _repository.PublishTimestamp();

        (await _repository.UpdateAsync(seen)).State.Should().Be(seen);
        await _repository.FailAsync(seen, TufFailure.TimestampExpired, TufRepository.Now.AddDays(8));
    }

    [Fact]
    public async Task A_refresh_without_news_reads_only_the_next_root_and_the_timestamp()
    {
        TufState seen = (await _repository.UpdateAsync(_repository.NewClient())).State;
        _repository.Requests.Clear();

        TufResult.Updated again = await _repository.UpdateAsync(seen);

        _repository.Requests.Should().Equal("2.root.json", "timestamp.json");
        again.Target.ToArray().Should().Equal(_repository.TargetFiles[TufRepository.TargetName]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_timestamp_over_the_bound_is_refused(bool ignoresBounds)
    {
        _repository.IgnoresBounds = ignoresBounds;
        _repository.PublishTimestamp(signed => signed["x"] = new string('x', Limits.MaxTufTimestampBytes));

        await _repository.FailAsync(_repository.NewClient(), TufFailure.TooLong);
    }

    [Fact]
    public async Task A_timestamp_that_is_gone_or_cannot_be_read_fails_as_such()
    {
        TufState seen = (await _repository.UpdateAsync(_repository.NewClient())).State;
        _repository.Unavailable.Add("timestamp.json");
        (await _repository.FailAsync(seen, TufFailure.Unavailable)).Should().Be(seen);

        _repository.Unavailable.Clear();
        _repository.Files.Remove("timestamp.json");
        (await _repository.FailAsync(seen, TufFailure.NotFound)).Should().Be(seen);
    }

    public static TheoryData<string, Action<JsonObject>, TufFailure> Broken() => new()
    {
        { "type", signed => signed["_type"] = "snapshot", TufFailure.TypeWrong },
        { "specification", signed => signed["spec_version"] = "10.0", TufFailure.SpecVersionUnsupported },
        { "no meta", signed => signed.Remove("meta"), TufFailure.Malformed },
        { "no snapshot", signed => signed["meta"] = new JsonObject(), TufFailure.Malformed },
        { "no version of it", signed => signed["meta"]!["snapshot.json"]!.AsObject().Remove("version"), TufFailure.Malformed },
        { "negative length", signed => signed["meta"]!["snapshot.json"]!["length"] = -1, TufFailure.Malformed },
        { "only an unknown hash", signed => signed["meta"]!["snapshot.json"]!["hashes"] = new JsonObject { ["md5"] = "00" }, TufFailure.Malformed },
        { "hash that is too short", signed => signed["meta"]!["snapshot.json"]!["hashes"]!["sha256"] = "00", TufFailure.Malformed },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task A_signed_timestamp_that_is_malformed_is_refused(string why, Action<JsonObject> change, TufFailure failure)
    {
        TufState client = _repository.NewClient();
        _repository.PublishTimestamp(change);

        (await _repository.FailAsync(client, failure)).Should().Be(client, why);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task New_online_keys_recover_from_a_version_that_nobody_can_follow(bool ofTimestamp)
    {
        _repository.Timestamp.Version = 1_000_000;
        _repository.Snapshot.Version = 1_000_000;
        _repository.Targets.Version = 1_000_000;
        _repository.Publish();
        TufState victim = (await _repository.UpdateAsync(_repository.NewClient())).State;

        (_repository.Timestamp.Version, _repository.Snapshot.Version, _repository.Targets.Version) = (2, 2, 2);
        _repository.Publish();
        await _repository.FailAsync(victim, TufFailure.TimestampRollback);

        (ofTimestamp ? _repository.Timestamp : _repository.Snapshot).Signers = [TufSigner.Ecdsa()];
        _repository.PublishRoot();
        _repository.Publish();
        await _repository.UpdateAsync(victim);
    }

    [Fact]
    public async Task A_root_with_the_same_online_keys_forgets_nothing()
    {
        byte[] old = _repository.Files["timestamp.json"];
        _repository.PublishTimestamp();
        TufState seen = (await _repository.UpdateAsync(_repository.NewClient())).State;
        _repository.PublishRoot();
        _repository.Files["timestamp.json"] = old;

        TufState failed = await _repository.FailAsync(seen, TufFailure.TimestampRollback);
        failed.Timestamp.Should().Be(seen.Timestamp);
        failed.Snapshot.Should().Be(seen.Snapshot);
    }

    [Fact]
    public async Task Recovery_is_not_lost_when_the_refresh_stops_after_the_root()
    {
        _repository.Timestamp.Version = 1_000_000;
        _repository.Publish();
        TufState victim = (await _repository.UpdateAsync(_repository.NewClient())).State;
        _repository.Timestamp.Version = 2;
        _repository.Timestamp.Signers = [TufSigner.Ecdsa()];
        _repository.PublishRoot();
        _repository.Publish();
        _repository.Unavailable.Add("timestamp.json");

        TufState stopped = await _repository.FailAsync(victim, TufFailure.Unavailable);
        stopped.Timestamp.Should().BeNull();
        _repository.Unavailable.Clear();
        await _repository.UpdateAsync(stopped);
    }
}
