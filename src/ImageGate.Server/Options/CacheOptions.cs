using System.ComponentModel.DataAnnotations;
using ImageGate.Core.Caching;
using Microsoft.Extensions.Options;

namespace ImageGate.Server.Options;

/// <summary>How long answers about digests count. See docs/operations.md.</summary>
public sealed class CacheOptions
{
    private const int MiB = 1 << 20;

    /// <summary>Seconds that a yes counts: so long a signature that was removed still counts. 0: not at all.</summary>
    [Range(0, 86_400)]
    public int PassedSeconds { get; set; } = (int)VerdictCacheSettings.Default.Passed.TotalSeconds;

    /// <summary>Seconds that a no counts: so long an image that is signed meanwhile stays denied. 0: not at all.</summary>
    [Range(0, 3_600)]
    public int FailedSeconds { get; set; } = (int)VerdictCacheSettings.Default.Failed.TotalSeconds;

    /// <summary>Seconds that a tag names the digest that it named: so long a moved tag is not noticed. 0: every request asks the registry.</summary>
    [Range(0, 60)]
    public int TagSeconds { get; set; } = (int)VerdictCacheSettings.Default.Tag.TotalSeconds;

    /// <summary>Most answers, one for each policy and digest.</summary>
    [Range(0, 1_000_000)]
    public int MaxEntries { get; set; } = VerdictCacheSettings.Default.MaxEntries;

    /// <summary>Most MiB of all answers together, estimated.</summary>
    [Range(0, 1_024)]
    public int MaxMiB { get; set; } = (int)(VerdictCacheSettings.Default.MaxBytes / MiB);

    /// <summary>The same as the cache takes it.</summary>
    public VerdictCacheSettings ToSettings() => new(
        TimeSpan.FromSeconds(PassedSeconds), TimeSpan.FromSeconds(FailedSeconds), TimeSpan.FromSeconds(TagSeconds), MaxEntries, (long)MaxMiB * MiB);
}

[OptionsValidator]
internal sealed partial class CacheOptionsValidator : IValidateOptions<CacheOptions>;
