using System.Text.Json.Nodes;
using ImageGate.Sigstore.Tuf;
using ImageGate.Testing.Tuf;

namespace ImageGate.Sigstore.Tests.Tuf;

/// <summary>TUF specification 1.0.34, 5.5.</summary>
public sealed class TufSnapshotTests
{
    private readonly TufRepository _repository = new();
    private readonly TufState _client;

    public TufSnapshotTests() => _client = _repository.NewClient();

    [Fact]
    public async Task A_snapshot_that_is_shorter_than_listed_is_refused()
    {
        _repository.Files[_repository.SnapshotPath] = _repository.Files[_repository.SnapshotPath][..^1];

        await _repository.FailAsync(_client, TufFailure.SnapshotLengthMismatch);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_snapshot_that_is_longer_than_listed_is_refused(bool ignoresBounds)
    {
        _repository.IgnoresBounds = ignoresBounds;
        _repository.Files[_repository.SnapshotPath] = [.. _repository.Files[_repository.SnapshotPath], (byte)' '];

        await _repository.FailAsync(_client, TufFailure.TooLong);
    }

    [Fact]
    public async Task A_snapshot_whose_length_is_not_listed_has_a_bound_all_the_same()
    {
        _repository.PublishSnapshot(signed => signed["x"] = new string('x', Limits.MaxTufSnapshotBytes));
        _repository.PublishTimestamp(signed => signed["meta"]!["snapshot.json"] = new JsonObject { ["version"] = 2 });

        await _repository.FailAsync(_client, TufFailure.TooLong);
    }

    [Fact]
    public async Task A_listed_length_does_not_lift_the_bound()
    {
        _repository.PublishSnapshot(signed => signed["x"] = new string('x', Limits.MaxTufSnapshotBytes));
        _repository.PublishTimestamp();

        await _repository.FailAsync(_client, TufFailure.TooLong);
    }

    [Theory]
    [InlineData("sha256")]
    [InlineData("sha512")]
    public async Task A_snapshot_with_another_hash_than_listed_is_refused(string algorithm)
    {
        _repository.PublishTimestamp(signed =>
        {
            string hash = signed["meta"]!["snapshot.json"]!["hashes"]![algorithm]!.GetValue<string>();
            signed["meta"]!["snapshot.json"]!["hashes"]![algorithm] = new string('0', hash.Length);
        });

        await _repository.FailAsync(_client, TufFailure.SnapshotHashMismatch);
    }

    [Fact]
    public async Task A_snapshot_of_the_same_length_is_refused_by_its_hash_before_anything_else()
    {
        _repository.TamperText(_repository.SnapshotPath, "\"version\":1", "\"version\":2");

        await _repository.FailAsync(_client, TufFailure.SnapshotHashMismatch);
    }

    [Fact]
    public async Task A_snapshot_of_foreign_keys_is_refused_whether_its_hash_is_listed_or_not()
    {
        _repository.PublishSnapshot(signers: [TufSigner.Ecdsa()]);
        _repository.PublishTimestamp();
        await _repository.FailAsync(_client, TufFailure.SnapshotNotSigned);

        _repository.PublishTimestamp(signed => signed["meta"]!["snapshot.json"] = new JsonObject { ["version"] = 2 });
        await _repository.FailAsync(_client, TufFailure.SnapshotNotSigned);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_snapshot_of_another_version_than_listed_is_refused(int version)
    {
        _repository.PublishSnapshot(signed => signed["version"] = version);
        _repository.PublishTimestamp();

        await _repository.FailAsync(_client, TufFailure.SnapshotVersionMismatch);
    }

    [Fact]
    public async Task A_snapshot_of_another_state_under_the_right_name_is_refused()
    {
        byte[] old = _repository.Files[_repository.SnapshotPath];
        _repository.PublishSnapshot();
        _repository.PublishTimestamp(signed => signed["meta"]!["snapshot.json"] = new JsonObject { ["version"] = 2 });
        _repository.Files[_repository.SnapshotPath] = old;

        await _repository.FailAsync(_client, TufFailure.SnapshotVersionMismatch);
    }

    [Fact]
    public async Task A_snapshot_that_names_older_targets_metadata_is_refused()
    {
        _repository.Publish();
        TufState seen = (await _repository.UpdateAsync(_client)).State;
        _repository.PublishSnapshot(signed => signed["meta"]!["targets.json"] = new JsonObject { ["version"] = 1 });
        _repository.PublishTimestamp();

        TufState failed = await _repository.FailAsync(seen, TufFailure.TargetsRollback);
        failed.Snapshot.Should().Be(seen.Snapshot);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(4)]
    public async Task A_snapshot_that_forgets_delegated_metadata_or_names_older_one_is_refused(int? version)
    {
        _repository.Publish(snapshot: signed => signed["meta"]!["delegated.json"] = new JsonObject { ["version"] = 5 });
        TufState seen = (await _repository.UpdateAsync(_client)).State;
        _repository.Publish(snapshot: signed =>
        {
            if (version is { } older)
            {
                signed["meta"]!["delegated.json"] = new JsonObject { ["version"] = older };
            }
        });

        await _repository.FailAsync(seen, TufFailure.TargetsRollback);
    }

    [Fact]
    public async Task An_expired_snapshot_is_refused()
    {
        _repository.Snapshot.Expires = TufRepository.Now;
        _repository.PublishSnapshot();
        _repository.PublishTimestamp();

        await _repository.FailAsync(_client, TufFailure.SnapshotExpired);
    }

    [Fact]
    public async Task A_kept_snapshot_that_expired_is_refused()
    {
        _repository.Timestamp.Expires = TufRepository.Now.AddDays(30);
        _repository.PublishTimestamp();
        TufState seen = (await _repository.UpdateAsync(_client)).State;

        (await _repository.FailAsync(seen, TufFailure.SnapshotExpired, TufRepository.Now.AddDays(8))).Should().Be(seen);
    }

    [Theory]
    [InlineData("type", TufFailure.TypeWrong)]
    [InlineData("specification", TufFailure.SpecVersionUnsupported)]
    [InlineData("no meta", TufFailure.Malformed)]
    [InlineData("no targets", TufFailure.Malformed)]
    [InlineData("entry without version", TufFailure.Malformed)]
    public async Task A_signed_snapshot_that_is_malformed_is_refused(string what, TufFailure failure)
    {
        _repository.PublishSnapshot(signed =>
        {
            switch (what)
            {
                case "type":
                    signed["_type"] = "timestamp";
                    break;
                case "specification":
                    signed["spec_version"] = "0.9";
                    break;
                case "no meta":
                    signed.Remove("meta");
                    break;
                case "no targets":
                    signed["meta"] = new JsonObject { ["other.json"] = new JsonObject { ["version"] = 1 } };
                    break;
                default:
                    signed["meta"]!["other.json"] = new JsonObject();
                    break;
            }
        });
        _repository.PublishTimestamp();

        await _repository.FailAsync(_client, failure);
    }

    [Fact]
    public async Task A_snapshot_that_is_gone_or_cannot_be_read_fails_as_such_and_the_timestamp_is_remembered()
    {
        TufState seen = (await _repository.UpdateAsync(_client)).State;
        _repository.Publish();
        _repository.Unavailable.Add(_repository.SnapshotPath);

        TufState failed = await _repository.FailAsync(seen, TufFailure.Unavailable);
        failed.Should().Be(seen with { Timestamp = failed.Timestamp });
        failed.Timestamp!.Value.ToArray().Should().Equal(_repository.Files["timestamp.json"]);

        _repository.Unavailable.Clear();
        await _repository.UpdateAsync(failed);
        _repository.Files.Remove(_repository.SnapshotPath);
        await _repository.FailAsync(failed, TufFailure.NotFound);
    }
}
