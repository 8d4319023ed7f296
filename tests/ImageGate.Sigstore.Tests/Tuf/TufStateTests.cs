using ImageGate.Sigstore.Tuf;
using ImageGate.Testing.Tuf;

namespace ImageGate.Sigstore.Tests.Tuf;

/// <summary>What a client remembers, and what a failing refresh leaves of it.</summary>
public sealed class TufStateTests
{
    private readonly TufRepository _repository = new();

    [Theory]
    [InlineData("3.root.json")]
    [InlineData("timestamp.json")]
    [InlineData("2.snapshot.json")]
    [InlineData("2.targets.json")]
    [InlineData("target")]
    public async Task Wherever_the_mirror_fails_the_last_good_target_stays_and_the_next_refresh_succeeds(string path)
    {
        TufState good = (await _repository.UpdateAsync(_repository.NewClient())).State;
        byte[] root = good.Root.ToArray();
        _repository.TargetFiles[TufRepository.TargetName] = "the second trusted root"u8.ToArray();
        _repository.PublishRoot();
        _repository.Publish();
        _repository.Unavailable.Add(path == "target" ? _repository.TargetPath : path);

        TufState failed = await _repository.FailAsync(good, TufFailure.Unavailable);
        good.Root.ToArray().Should().Equal(root);
        _repository.Unavailable.Clear();

        foreach (TufState state in (TufState[])[good, failed])
        {
            (await _repository.UpdateAsync(state)).Target.ToArray().Should().Equal("the second trusted root"u8.ToArray());
        }
    }

    [Fact]
    public async Task Kept_metadata_that_does_not_verify_is_as_good_as_none()
    {
        TufState good = (await _repository.UpdateAsync(_repository.NewClient())).State;
        ReadOnlyMemory<byte> junk = "junk"u8.ToArray();

        TufResult.Updated updated = await _repository.UpdateAsync(good with { Timestamp = junk, Snapshot = junk, Targets = junk });
        updated.State.Timestamp!.Value.ToArray().Should().Equal(_repository.Files["timestamp.json"]);
        updated.State.Snapshot!.Value.ToArray().Should().Equal(_repository.Files[_repository.SnapshotPath]);
        updated.State.Targets!.Value.ToArray().Should().Equal(_repository.Files[_repository.TargetsPath]);
    }

    [Fact]
    public async Task Other_target_files_stay()
    {
        TufState client = _repository.NewClient();
        client = client with { TargetFiles = client.TargetFiles.Add("other", "x"u8.ToArray()) };

        (await _repository.UpdateAsync(client)).State.TargetFiles.Keys.Should().BeEquivalentTo("other", TufRepository.TargetName);
    }

    [Fact]
    public async Task A_mirror_that_never_answers_ends_with_the_deadline()
    {
        using var deadline = new CancellationTokenSource();
        Task<TufResult> refresh = TufClient.RefreshAsync(_repository.NewClient(), new SilentMirror(), TufRepository.TargetName, TufRepository.Now, deadline.Token);
        refresh.IsCompleted.Should().BeFalse();

        await deadline.CancelAsync();

        await refresh.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Slow_roots_without_end_stop_at_the_deadline_between_two_of_them()
    {
        using var deadline = new CancellationTokenSource();
        _repository.PublishRoot();
        var mirror = new CancellingMirror(_repository, deadline);

        Func<Task> refresh = () => TufClient.RefreshAsync(_repository.NewClient(), mirror, TufRepository.TargetName, TufRepository.Now, deadline.Token);

        await refresh.Should().ThrowAsync<OperationCanceledException>();
        _repository.Requests.Should().ContainSingle();
    }

    [Theory]
    [InlineData("2.root.json")]
    [InlineData("timestamp.json")]
    [InlineData("1.snapshot.json")]
    [InlineData("1.targets.json")]
    public async Task Whatever_one_byte_becomes_the_answer_is_a_refusal_or_the_signed_target(string path)
    {
        TufState client = _repository.NewClient();
        _repository.PublishRoot();
        byte[] file = _repository.Files[path];
        for (int index = 0; index < file.Length; index += 7)
        {
            foreach (byte mask in (byte[])[0x01, 0x20, 0x80])
            {
                _repository.Files[path] = [.. file];
                _repository.Files[path][index] ^= mask;

                // A signature's hex digits may change their case, and a key id that nobody has is passed over.
                if (await _repository.RefreshAsync(client) is TufResult.Updated updated)
                {
                    updated.Target.ToArray().Should().Equal(_repository.TargetFiles[TufRepository.TargetName]);
                }
            }
        }
    }

    private sealed class SilentMirror : ITufMirror
    {
        public async Task<TufDownload> FetchAsync(string path, int maxBytes, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return new TufDownload.NotFound();
        }
    }

    /// <summary>Takes no notice of the deadline that passes while it answers.</summary>
    private sealed class CancellingMirror(TufRepository repository, CancellationTokenSource deadline) : ITufMirror
    {
        public async Task<TufDownload> FetchAsync(string path, int maxBytes, CancellationToken cancellationToken)
        {
            await deadline.CancelAsync();
            return await repository.FetchAsync(path, maxBytes, CancellationToken.None);
        }
    }
}
