using System.Text.Json.Nodes;
using ImageGate.Sigstore.Tuf;
using ImageGate.Testing.Tuf;

namespace ImageGate.Sigstore.Tests.Tuf;

/// <summary>TUF specification 1.0.34, 5.6 and 5.7.</summary>
public sealed class TufTargetsTests
{
    private readonly TufRepository _repository = new();
    private readonly TufState _client;

    public TufTargetsTests() => _client = _repository.NewClient();

    [Fact]
    public async Task The_files_are_asked_for_by_version_and_hash_and_the_new_target_is_kept()
    {
        TufResult.Updated first = await _repository.UpdateAsync(_client);
        _repository.Requests.Should().Equal("2.root.json", "timestamp.json", "1.snapshot.json", "1.targets.json", _repository.TargetPath);
        first.Target.ToArray().Should().Equal(_repository.TargetFiles[TufRepository.TargetName]);

        _repository.TargetFiles[TufRepository.TargetName] = "the second trusted root"u8.ToArray();
        _repository.Publish();
        TufResult.Updated second = await _repository.UpdateAsync(first.State);
        second.Target.ToArray().Should().Equal("the second trusted root"u8.ToArray());
        second.State.TargetFiles[TufRepository.TargetName].ToArray().Should().Equal("the second trusted root"u8.ToArray());
    }

    [Fact]
    public async Task Without_consistent_snapshots_the_names_are_plain()
    {
        _repository.IsConsistent = false;
        _repository.PublishRoot();
        _repository.Publish();

        await _repository.UpdateAsync(_client);
        _repository.Requests.Should().Equal("2.root.json", "3.root.json", "timestamp.json", "snapshot.json", "targets.json", "targets/trusted_root.json");
    }

    [Fact]
    public async Task A_target_in_a_folder_has_its_hash_before_the_last_part_of_its_name()
    {
        const string Name = "folder/keys.json";
        _repository.TargetFiles[Name] = "keys"u8.ToArray();
        _repository.Publish();
        string path = $"targets/folder/{Digest.Of("keys"u8).Hex}.keys.json";
        _repository.Files[path] = "keys"u8.ToArray();

        TufResult result = await TufClient.RefreshAsync(_client, _repository, Name, TufRepository.Now, CancellationToken.None);
        result.Should().BeOfType<TufResult.Updated>().Which.Target.ToArray().Should().Equal("keys"u8.ToArray());
    }

    [Fact]
    public async Task A_target_that_is_listed_only_with_sha512_is_asked_for_by_it()
    {
        string path = "";
        _repository.Publish(targets: signed =>
        {
            JsonObject hashes = signed["targets"]![TufRepository.TargetName]!["hashes"]!.AsObject();
            hashes.Remove("sha256");
            path = $"targets/{hashes["sha512"]!.GetValue<string>()}.{TufRepository.TargetName}";
        });
        _repository.Files[path] = _repository.TargetFiles[TufRepository.TargetName];

        await _repository.UpdateAsync(_client);
    }

    [Fact]
    public async Task Targets_metadata_that_is_shorter_than_listed_is_refused()
    {
        _repository.Files[_repository.TargetsPath] = _repository.Files[_repository.TargetsPath][..^1];

        await _repository.FailAsync(_client, TufFailure.TargetsLengthMismatch);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Targets_metadata_over_the_bound_is_refused(bool ignoresBounds)
    {
        _repository.IgnoresBounds = ignoresBounds;
        _repository.Publish(targets: signed => signed["x"] = new string('x', Limits.MaxTufTargetsBytes));

        await _repository.FailAsync(_client, TufFailure.TooLong);
    }

    [Fact]
    public async Task Targets_metadata_with_another_hash_than_listed_is_refused()
    {
        _repository.TamperText(_repository.TargetsPath, "\"version\":1", "\"version\":2");

        await _repository.FailAsync(_client, TufFailure.TargetsHashMismatch);
    }

    [Fact]
    public async Task Targets_metadata_that_too_few_keys_signed_is_refused()
    {
        _repository.PublishTargets(signers: [_repository.Targets.Signers[0]]);
        _repository.PublishSnapshot();
        _repository.PublishTimestamp();

        await _repository.FailAsync(_client, TufFailure.TargetsNotSigned);
    }

    [Fact]
    public async Task Targets_metadata_that_the_online_keys_signed_is_refused()
    {
        _repository.PublishTargets(signers: [.. _repository.Timestamp.Signers, .. _repository.Snapshot.Signers]);
        _repository.PublishSnapshot();
        _repository.PublishTimestamp();

        await _repository.FailAsync(_client, TufFailure.TargetsNotSigned);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Targets_metadata_of_another_version_than_listed_is_refused(int version)
    {
        _repository.Publish(targets: signed => signed["version"] = version);

        await _repository.FailAsync(_client, TufFailure.TargetsVersionMismatch);
    }

    [Fact]
    public async Task Expired_targets_metadata_is_refused()
    {
        _repository.Targets.Expires = TufRepository.Now;
        _repository.Publish();

        await _repository.FailAsync(_client, TufFailure.TargetsExpired);
    }

    [Fact]
    public async Task A_target_that_is_not_listed_is_refused()
    {
        _repository.Publish(targets: signed => signed["targets"] = new JsonObject());

        await _repository.FailAsync(_client, TufFailure.TargetNotListed);
    }

    [Fact]
    public async Task Delegations_do_not_matter_to_a_target_that_is_listed_at_the_top_level()
    {
        _repository.Publish(targets: signed => signed["delegations"] = Delegations());

        await _repository.UpdateAsync(_client);
    }

    [Fact]
    public async Task A_target_that_only_a_delegated_role_may_list_is_refused_as_such()
    {
        _repository.Publish(targets: signed =>
        {
            signed["delegations"] = Delegations();
            signed["targets"] = new JsonObject();
        });

        await _repository.FailAsync(_client, TufFailure.DelegationUnsupported);
    }

    [Fact]
    public async Task A_target_that_was_taken_off_the_list_is_refused_although_a_copy_is_kept()
    {
        TufState seen = (await _repository.UpdateAsync(_client)).State;
        _repository.Publish(targets: signed => signed["targets"] = new JsonObject());

        await _repository.FailAsync(seen, TufFailure.TargetNotListed);
    }

    [Theory]
    [InlineData("type", TufFailure.TypeWrong)]
    [InlineData("specification", TufFailure.SpecVersionUnsupported)]
    [InlineData("no targets", TufFailure.Malformed)]
    [InlineData("no length", TufFailure.Malformed)]
    [InlineData("no hashes", TufFailure.Malformed)]
    [InlineData("unknown hash", TufFailure.Malformed)]
    public async Task Signed_targets_metadata_that_is_malformed_is_refused(string what, TufFailure failure)
    {
        _repository.Publish(targets: signed =>
        {
            JsonObject listed = signed["targets"]![TufRepository.TargetName]!.AsObject();
            switch (what)
            {
                case "type":
                    signed["_type"] = "root";
                    break;
                case "specification":
                    signed.Remove("spec_version");
                    signed["spec_version"] = "2.0";
                    break;
                case "no targets":
                    signed.Remove("targets");
                    break;
                case "no length":
                    listed.Remove("length");
                    break;
                case "no hashes":
                    listed.Remove("hashes");
                    break;
                default:
                    listed["hashes"] = new JsonObject { ["sha1"] = new string('0', 40) };
                    break;
            }
        });

        await _repository.FailAsync(_client, failure);
    }

    [Fact]
    public async Task A_target_file_of_the_right_length_with_other_bytes_is_refused()
    {
        _repository.Files[_repository.TargetPath] = "the wrong trusted root"u8.ToArray();

        await _repository.FailAsync(_client, TufFailure.TargetHashMismatch);
    }

    [Theory]
    [InlineData("the first trusted roo", TufFailure.TargetLengthMismatch)]
    [InlineData("the first trusted root ", TufFailure.TooLong)]
    public async Task A_target_file_of_another_length_is_refused(string text, TufFailure failure)
    {
        _repository.Files[_repository.TargetPath] = System.Text.Encoding.UTF8.GetBytes(text);

        await _repository.FailAsync(_client, failure);
    }

    [Fact]
    public async Task A_target_that_is_listed_over_the_bound_is_not_asked_for()
    {
        _repository.TargetFiles[TufRepository.TargetName] = new byte[Limits.MaxTufTargetBytes + 1];
        _repository.Publish();

        await _repository.FailAsync(_client, TufFailure.TooLong);
        _repository.Requests.Should().NotContain(_repository.TargetPath);
    }

    [Fact]
    public async Task A_kept_target_that_was_changed_on_the_way_is_fetched_again()
    {
        TufState seen = (await _repository.UpdateAsync(_client)).State;
        ReadOnlyMemory<byte> changed = "the wrong trusted root"u8.ToArray();

        TufResult.Updated updated = await _repository.UpdateAsync(seen with { TargetFiles = seen.TargetFiles.SetItem(TufRepository.TargetName, changed) });
        updated.Target.ToArray().Should().Equal(_repository.TargetFiles[TufRepository.TargetName]);
    }

    private static JsonObject Delegations() => new()
    {
        ["keys"] = new JsonObject(),
        ["roles"] = new JsonArray(new JsonObject { ["name"] = "other", ["paths"] = new JsonArray("*"), ["terminating"] = true }),
    };
}
