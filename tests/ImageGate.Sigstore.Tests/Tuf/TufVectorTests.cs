using ImageGate.Sigstore.Tuf;

namespace ImageGate.Sigstore.Tests.Tuf;

/// <summary>The roots and the timestamp that the public-good instance published.</summary>
public sealed class TufVectorTests
{
    private static readonly DateTimeOffset Now = new(2026, 8, 22, 0, 0, 0, TimeSpan.Zero);

    public static TheoryData<int> Steps() => [.. Enumerable.Range(1, 14)];

    [SkippableTheory]
    [MemberData(nameof(Steps))]
    public async Task Every_root_leads_to_the_next(int version)
    {
        var mirror = new PublishedMirror { LastRoot = version + 1 };

        var failed = (TufResult.Failed)await mirror.RefreshAsync(new TufState(PublishedMirror.Read(version)), Now);
        failed.State.Root.ToArray().Should().Equal(PublishedMirror.Read(version + 1));
        failed.Failure.Should().Be(version + 1 < 15 ? TufFailure.RootExpired : TufFailure.NotFound, failed.Detail);
    }

    [SkippableTheory]
    [MemberData(nameof(Steps))]
    public async Task A_next_root_with_one_bit_flipped_in_what_is_signed_is_refused(int version)
    {
        byte[] next = PublishedMirror.Read(version + 1);
        (int signed, int signatures) = (next.AsSpan().IndexOf("\"signed\""u8), next.AsSpan().IndexOf("\"signatures\""u8));
        int end = signatures > signed ? signatures : next.Length;
        for (int part = 1; part < 20; part++)
        {
            byte[] flipped = [.. next];
            flipped[signed + ((end - signed) * part / 20)] ^= 1;
            var mirror = new PublishedMirror { LastRoot = version + 1, Changed = (version + 1, flipped) };
            var state = new TufState(PublishedMirror.Read(version));

            var failed = (TufResult.Failed)await mirror.RefreshAsync(state, Now);
            failed.State.Should().Be(state);
            failed.Failure.Should().BeOneOf(TufFailure.RootNotSignedByTrustedRoot, TufFailure.Malformed);
        }
    }

    [SkippableFact]
    public async Task From_the_first_root_one_refresh_walks_to_the_last_and_the_timestamp_verifies()
    {
        var failed = (TufResult.Failed)await new PublishedMirror().RefreshAsync(new TufState(PublishedMirror.Read(1)), Now);

        failed.Failure.Should().Be(TufFailure.NotFound, "the copy has no snapshot");
        failed.Detail.Should().Contain("165.snapshot.json");
        failed.State.Root.ToArray().Should().Equal(PublishedMirror.Read(15));
        failed.State.Timestamp!.Value.ToArray().Should().Equal(PublishedMirror.ReadTimestamp());
    }

    [SkippableTheory]
    [InlineData("762", "763")]
    [InlineData("165", "166")]
    [InlineData("2026-08-28", "2027-08-28")]
    public async Task A_changed_timestamp_is_refused(string old, string changed)
    {
        string text = System.Text.Encoding.UTF8.GetString(PublishedMirror.ReadTimestamp()).Replace(old, changed, StringComparison.Ordinal);
        var mirror = new PublishedMirror { Timestamp = System.Text.Encoding.UTF8.GetBytes(text) };

        await mirror.FailAsync(new TufState(PublishedMirror.Read(15)), TufFailure.TimestampNotSigned, Now);
    }

    [SkippableTheory]
    [InlineData("2026-08-28T19:25:55Z", TufFailure.NotFound)]         // the timestamp is good; the copy has no snapshot
    [InlineData("2026-08-28T19:25:56Z", TufFailure.TimestampExpired)]
    [InlineData("2026-11-20T13:58:18Z", TufFailure.RootExpired)]
    public async Task The_expiry_is_the_published_one(string now, TufFailure failure) =>
        await new PublishedMirror().FailAsync(
            new TufState(PublishedMirror.Read(14)), failure, DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>The files of the vectors, up to some root.</summary>
    private sealed class PublishedMirror : ITufMirror
    {
        public int LastRoot { get; init; } = 15;

        public (int Version, byte[] Bytes)? Changed { get; init; }

        public byte[] Timestamp { get; init; } = ReadTimestamp();

        public static byte[] Read(int version) => VectorFolder.Read("root-signing", "published-layout", $"{version}.root.json");

        public static byte[] ReadTimestamp() => VectorFolder.Read("root-signing", "published-layout", "timestamp.json");

        public Task<TufDownload> FetchAsync(string path, int maxBytes, CancellationToken cancellationToken) =>
            Task.FromResult(Find(path) is { } bytes ? new TufDownload.Found(bytes) : (TufDownload)new TufDownload.NotFound());

        private byte[]? Find(string path)
        {
            if (path == "timestamp.json")
            {
                return Timestamp;
            }

            int? version = path.EndsWith(".root.json", StringComparison.Ordinal) ? int.Parse(path.Split('.')[0], System.Globalization.CultureInfo.InvariantCulture) : null;
            return version is not { } wanted || wanted > LastRoot ? null
                : wanted == Changed?.Version ? Changed.Value.Bytes
                : Read(wanted);
        }
    }
}
