using ImageGate.Sigstore.Tuf;
using ImageGate.Testing.Tuf;

namespace ImageGate.Sigstore.Tests.Tuf;

/// <summary>Refreshes as tests ask for them: at the repository's time, for its one target.</summary>
internal static class TufRefreshes
{
    public static Task<TufResult> RefreshAsync(this ITufMirror mirror, TufState state, DateTimeOffset? now = null) =>
        TufClient.RefreshAsync(state, mirror, TufRepository.TargetName, now ?? TufRepository.Now, CancellationToken.None);

    public static async Task<TufResult.Updated> UpdateAsync(this ITufMirror mirror, TufState state, DateTimeOffset? now = null) =>
        (await mirror.RefreshAsync(state, now)).Should().BeOfType<TufResult.Updated>().Subject;

    /// <summary>Demands this failure, and that the last good target files are as they were.</summary>
    public static async Task<TufState> FailAsync(this ITufMirror mirror, TufState state, TufFailure failure, DateTimeOffset? now = null)
    {
        var failed = (await mirror.RefreshAsync(state, now)).Should().BeOfType<TufResult.Failed>().Subject;
        failed.Failure.Should().Be(failure, failed.Detail);
        failed.State.TargetFiles.Should().BeSameAs(state.TargetFiles);
        return failed.State;
    }
}
