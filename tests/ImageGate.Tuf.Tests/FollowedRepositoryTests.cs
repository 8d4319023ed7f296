using System.Text;
using ImageGate.Sigstore.Tuf;
using ImageGate.Testing;
using ImageGate.Testing.Sigstore;
using ImageGate.Testing.Tuf;

namespace ImageGate.Tuf.Tests;

public sealed class FollowedRepositoryTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("imagegate-tuf-");
    private readonly ManualTimeProvider _time = new(TufRepository.Now);
    private readonly VirtualSigstore _sigstore = new(TufRepository.Now);
    private readonly TufRepository _repository = new();
    private readonly TufSeed _seed;

    public FollowedRepositoryTests()
    {
        _seed = new TufSeed(new Uri("https://tuf.acme.io/"), _repository.Files["1.root.json"]);
        Publish(_sigstore.TrustedRootJson().ToJsonString());
    }

    private string MemoryFile => Path.Combine(_folder.FullName, _seed.Id + ".json");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_refresh_brings_the_trusted_root_and_the_time()
    {
        var start = FollowedRepository.Start(_seed);
        start.TrustedRoot.Should().BeNull();
        start.RefreshedAt.Should().BeNull();

        FollowedRepository refreshed = await RefreshedAsync(start);

        refreshed.TrustedRoot!.CertificateAuthorities.Should().ContainSingle();
        refreshed.RefreshedAt.Should().Be(TufRepository.Now);
        refreshed.Root.Should().Be(new TufRoot(1, TufRepository.Now.AddDays(100)));
    }

    [Fact]
    public async Task A_seed_has_its_trusted_root_before_any_refresh_and_keeps_it_when_one_fails()
    {
        byte[] builtIn = Encoding.UTF8.GetBytes(_sigstore.TrustedRootJson().ToJsonString() + "\n");
        var start = FollowedRepository.Start(new TufSeed(_seed.Mirror, _seed.Root, builtIn));
        start.TrustedRoot.Should().NotBeNull();
        start.RefreshedAt.Should().BeNull();
        _repository.Unavailable.Add("timestamp.json");

        RefreshResult.Failed failed = await FailedAsync(start);

        failed.Reason.Should().Be(nameof(TufFailure.Unavailable));
        failed.Repository.TrustedRoot.Should().BeSameAs(start.TrustedRoot);
        failed.Repository.RefreshedAt.Should().BeNull();
    }

    [Theory]
    [InlineData("no trusted root at all")]
    [InlineData("{}")]
    public async Task A_signed_file_that_is_no_trusted_root_is_refused_and_the_last_good_stays(string text)
    {
        FollowedRepository good = await RefreshedAsync(FollowedRepository.Start(_seed));
        _time.Advance(TimeSpan.FromHours(1));
        Publish(text);

        RefreshResult.Failed failed = await FailedAsync(good);

        failed.Reason.Should().Be(RefreshResult.Failed.TrustedRootRefused);
        failed.Repository.TrustedRoot.Should().BeSameAs(good.TrustedRoot);
        failed.Repository.RefreshedAt.Should().Be(TufRepository.Now);
    }

    [Fact]
    public async Task A_trusted_root_that_the_policies_cannot_work_with_is_refused_and_the_last_good_stays()
    {
        FollowedRepository good = await RefreshedAsync(FollowedRepository.Start(_seed));
        Publish(_sigstore.TrustedRootJson().ToJsonString() + " ");

        RefreshResult result = await good.RefreshAsync(_repository, _ => "it has no certificate log", _time, CancellationToken.None);

        RefreshResult.Failed failed = result.Should().BeOfType<RefreshResult.Failed>().Subject;
        failed.Reason.Should().Be(RefreshResult.Failed.TrustedRootRefused);
        failed.Detail.Should().Contain("it has no certificate log");
        failed.Repository.TrustedRoot.Should().BeSameAs(good.TrustedRoot);
        (await RefreshedAsync(failed.Repository)).TrustedRoot!.Revision.Should().NotBe(good.TrustedRoot!.Revision);
    }

    [Fact]
    public async Task A_mirror_that_never_answers_is_left_after_the_bound_and_the_caller_may_leave_sooner()
    {
        await using TufServer server = await TufServer.StartAsync(_repository);
        HeldRequests held = server.Hold("*");
        using var mirror = new HttpTufMirror(new TufSeed(server.Address, _seed.Root), "test");

        Task<RefreshResult> refresh = FollowedRepository.Start(_seed).RefreshAsync(mirror, _ => null, _time, CancellationToken.None);
        await held.Arrived;
        _time.Advance(Limits.RefreshTimeout);
        (await refresh).Should().BeOfType<RefreshResult.Failed>().Which.Reason.Should().Be(RefreshResult.Failed.Timeout);

        using var stop = new CancellationTokenSource();
        Task<RefreshResult> second = FollowedRepository.Start(_seed).RefreshAsync(mirror, _ => null, _time, stop.Token);
        await stop.CancelAsync();
        await ((Func<Task>)(() => second)).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task What_was_known_is_there_after_a_restart()
    {
        _repository.PublishRoot();
        FollowedRepository good = await RefreshedAsync(FollowedRepository.Start(_seed));
        Save(good);
        _time.Advance(TimeSpan.FromDays(60));

        FollowedRepository restored = Load()!;

        restored.TrustedRoot!.Revision.Should().Be(good.TrustedRoot!.Revision);
        restored.RefreshedAt.Should().Be(TufRepository.Now);
        restored.Root!.Version.Should().Be(2);
        Directory.GetFiles(_folder.FullName).Should().Equal(MemoryFile);
    }

    [Fact]
    public async Task An_older_timestamp_is_a_rollback_after_a_restart_as_well()
    {
        byte[] older = _repository.Files["timestamp.json"];
        _repository.PublishTimestamp();
        Save(await RefreshedAsync(FollowedRepository.Start(_seed)));
        _repository.Files["timestamp.json"] = older;

        (await FailedAsync(Load()!)).Reason.Should().Be(nameof(TufFailure.TimestampRollback));
        await RefreshedAsync(FollowedRepository.Start(_seed));             // who remembers nothing cannot know
    }

    [Fact]
    public async Task What_a_failed_refresh_learned_is_remembered_too()
    {
        FollowedRepository good = await RefreshedAsync(FollowedRepository.Start(_seed));
        byte[] older = _repository.Files["timestamp.json"];
        _repository.Timestamp.Signers = [TufSigner.Ecdsa()];
        _repository.PublishRoot();
        _repository.PublishSnapshot();
        _repository.PublishTimestamp();
        byte[] newer = _repository.Files["timestamp.json"];
        _repository.Unavailable.Add(_repository.SnapshotPath);
        RefreshResult.Failed failed = await FailedAsync(good);
        failed.Repository.Root!.Version.Should().Be(2);
        Save(failed.Repository);
        _repository.Unavailable.Clear();

        FollowedRepository restored = Load()!;

        restored.Root!.Version.Should().Be(2);
        restored.TrustedRoot!.Revision.Should().Be(good.TrustedRoot!.Revision);
        _repository.Files["timestamp.json"] = older;
        (await FailedAsync(restored)).Reason.Should().Be(nameof(TufFailure.TimestampNotSigned));
        _repository.Files["timestamp.json"] = newer;
        await RefreshedAsync(restored);
        _repository.PublishTimestamp();
        Save((await RefreshedAsync(restored)));
        _repository.Files["timestamp.json"] = newer;
        (await FailedAsync(Load()!)).Reason.Should().Be(nameof(TufFailure.TimestampRollback));
    }

    [Fact]
    public async Task A_timestamp_that_only_a_failed_refresh_saw_is_remembered_too()
    {
        FollowedRepository good = await RefreshedAsync(FollowedRepository.Start(_seed));
        byte[] older = _repository.Files["timestamp.json"];
        _repository.PublishSnapshot();
        _repository.PublishTimestamp();
        _repository.Unavailable.Add(_repository.SnapshotPath);
        Save((await FailedAsync(good)).Repository);
        _repository.Files["timestamp.json"] = older;

        (await FailedAsync(Load()!)).Reason.Should().Be(nameof(TufFailure.TimestampRollback));
        await RefreshedAsync(good);
    }

    [Fact]
    public async Task Nothing_is_remembered_before_the_first_refresh_succeeded()
    {
        _repository.Unavailable.Add("timestamp.json");

        Save((await FailedAsync(FollowedRepository.Start(_seed))).Repository);

        File.Exists(MemoryFile).Should().BeFalse();
        Load().Should().BeNull();
    }

    [Theory]
    [InlineData("", "JSON")]
    [InlineData("null", "it is empty")]
    [InlineData("{}", "refreshedAt")]
    [InlineData("[1", "JSON")]
    [InlineData("CUT", "JSON")]
    [InlineData("FUTURE", "it is of the future")]
    [InlineData("FORGED", "it does not follow from the root that the policies name")]
    [InlineData("OTHER", "it does not follow from the root that the policies name")]
    public async Task A_corrupt_or_forged_memory_is_not_used_and_says_why(string content, string why)
    {
        Save(await RefreshedAsync(FollowedRepository.Start(_seed)));
        string text = File.ReadAllText(MemoryFile);
        string trustedRoot = Convert.ToBase64String(_repository.TargetFiles[TufRepository.TargetName]);
        File.WriteAllText(MemoryFile, content switch
        {
            "CUT" => text[..(text.Length / 2)],
            "FUTURE" => text.Replace("2026-08-22T12:00:00", "2026-08-22T12:00:01", StringComparison.Ordinal),
            "FORGED" => Forge(text, trustedRoot),
            "OTHER" => await OtherAsync(),
            _ => content,
        });

        Load(out string? problem).Should().BeNull();

        problem.Should().ContainAny(why, "Expected");
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_a_problem_to_tell_and_no_exception()
    {
        FollowedRepository good = await RefreshedAsync(FollowedRepository.Start(_seed));
        var memory = new RepositoryMemory(Path.Combine(_folder.FullName, "none"));

        memory.Save(good).Should().NotBeNullOrEmpty();
        memory.Load(_seed, TufRepository.Now, out string? problem).Should().BeNull();
        problem.Should().BeNull();
    }

    [Fact]
    public async Task A_write_that_fails_leaves_the_old_memory_and_no_rubbish()
    {
        FollowedRepository good = await RefreshedAsync(FollowedRepository.Start(_seed));
        Directory.CreateDirectory(MemoryFile);                            // a folder in the file's place

        new RepositoryMemory(_folder.FullName).Save(good).Should().NotBeNullOrEmpty();

        Directory.GetFiles(_folder.FullName).Should().BeEmpty();
    }

    // A trusted root of the forger's own, which nobody signed.
    private static string Forge(string text, string trustedRoot)
    {
        byte[] forged = Encoding.UTF8.GetBytes(new VirtualSigstore(TufRepository.Now).TrustedRootJson().ToJsonString());
        string changed = text.Replace(Escaped(trustedRoot), Convert.ToBase64String(forged), StringComparison.Ordinal);
        changed.Should().NotBe(text);
        return changed;
    }

    private static string Escaped(string base64) => base64.Replace("+", "\\u002B", StringComparison.Ordinal);

    private async Task<string> OtherAsync()
    {
        var other = new TufRepository();
        other.TargetFiles[TufRepository.TargetName] = _repository.TargetFiles[TufRepository.TargetName];
        other.Publish();
        var seed = new TufSeed(_seed.Mirror, other.Files["1.root.json"]);
        var refreshed = (RefreshResult.Refreshed)await FollowedRepository.Start(seed).RefreshAsync(other, _ => null, _time, CancellationToken.None);
        Save(refreshed.Repository);
        return File.ReadAllText(Path.Combine(_folder.FullName, seed.Id + ".json"));
    }

    private void Publish(string trustedRoot)
    {
        _repository.TargetFiles[TufRepository.TargetName] = Encoding.UTF8.GetBytes(trustedRoot);
        _repository.Publish();
    }

    private void Save(FollowedRepository repository) => new RepositoryMemory(_folder.FullName).Save(repository).Should().BeNull();

    private FollowedRepository? Load()
    {
        FollowedRepository? loaded = Load(out string? problem);
        problem.Should().BeNull();
        return loaded;
    }

    private FollowedRepository? Load(out string? problem) => new RepositoryMemory(_folder.FullName).Load(_seed, _time.GetUtcNow(), out problem);

    private async Task<FollowedRepository> RefreshedAsync(FollowedRepository repository) =>
        (await repository.RefreshAsync(_repository, _ => null, _time, CancellationToken.None)).Should().BeOfType<RefreshResult.Refreshed>().Subject.Repository;

    private async Task<RefreshResult.Failed> FailedAsync(FollowedRepository repository) =>
        (await repository.RefreshAsync(_repository, _ => null, _time, CancellationToken.None)).Should().BeOfType<RefreshResult.Failed>().Subject;
}
