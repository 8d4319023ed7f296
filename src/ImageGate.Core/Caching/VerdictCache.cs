using System.Diagnostics;
using ImageGate.Core.Verdicts;
using ImageGate.Sigstore;

namespace ImageGate.Core.Caching;

/// <summary>
/// The answers of policies about digests. "Could not be told" is never kept, and a tag is never a key. One for the life of
/// the process: answers outlive a load of policies as far as the policies did not change.
/// </summary>
/// <param name="settings">How long, how many.</param>
/// <param name="time">What is now.</param>
public sealed class VerdictCache(VerdictCacheSettings settings, TimeProvider time)
{
    // What the dictionary, the list and the small objects of one answer take, measured and rounded up.
    private const int BytesOfEntry = 1_000;
    private const double DueAt = 0.8;

    private readonly BoundedCache<AnswerKey, Kept> _answers = new(settings.MaxEntries, settings.MaxBytes);
    private readonly BoundedCache<string, (Digest Digest, DateTimeOffset Until)> _tags = new(settings.MaxEntries, settings.MaxBytes);
    private long _hits;
    private long _misses;

    /// <summary>Counts since the start, and what is kept now.</summary>
    public VerdictCacheStatistics Statistics
    {
        get
        {
            (int entries, long bytes, long evictions) = _answers.Size;
            return new VerdictCacheStatistics(Interlocked.Read(ref _hits), Interlocked.Read(ref _misses), evictions, entries, bytes);
        }
    }

    /// <summary>An answer that still counts, or null.</summary>
    /// <param name="key">What is asked.</param>
    /// <param name="isDue">Whether it will stop counting soon, so that it is time to ask again while it does.</param>
    internal PolicyAnswer? Find(AnswerKey key, out bool isDue)
    {
        Kept? kept = Current(key);
        Interlocked.Increment(ref kept is null ? ref _misses : ref _hits);
        isDue = kept is { Answer.Result: CheckResult.Passed } && time.GetUtcNow() - kept.Since >= DueAt * (kept.Until - kept.Since);
        return kept?.Answer;
    }

    /// <summary>The same for the work that fills the cache: neither a hit nor a miss.</summary>
    internal PolicyAnswer? Peek(AnswerKey key) => Current(key)?.Answer;

    /// <summary>A yes that may be too old to count by itself, and when it was given; null when there is none within that time.</summary>
    internal (PolicyAnswer Answer, DateTimeOffset Since)? FindVerified(AnswerKey key, TimeSpan within)
    {
        DateTimeOffset now = time.GetUtcNow();
        return _answers.TryGet(key, out Kept? kept)
            && kept.Answer.Result is CheckResult.Passed
            && now >= kept.Since && now - kept.Since <= within
            && (kept.Answer.GoodUntil is not { } end || now < end)
                ? (kept.Answer, kept.Since)
                : null;
    }

    /// <summary>Keeps a yes or a no; what could not be told changes nothing.</summary>
    internal void Keep(AnswerKey key, PolicyAnswer answer)
    {
        TimeSpan lifetime = answer.Result switch
        {
            CheckResult.Passed => settings.Passed,
            CheckResult.Failed => settings.Failed,
            CheckResult.Unavailable => TimeSpan.Zero,
            _ => throw new UnreachableException(),
        };
        if (answer.Result is CheckResult.Unavailable)
        {
            return;
        }

        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset until = now + lifetime;
        _answers.Set(key, new Kept(answer, now, answer.GoodUntil < until ? answer.GoodUntil.Value : until), BytesOf(key, answer));
    }

    /// <summary>The digest that a tag named a moment ago, or null.</summary>
    internal Digest? FindTag(string tag) =>
        _tags.TryGet(tag, out (Digest Digest, DateTimeOffset Until) kept) && IsNow(kept.Until) ? kept.Digest : null;

    /// <summary>Keeps what a tag names, when that is wanted.</summary>
    internal void KeepTag(string tag, Digest digest)
    {
        if (settings.Tag > TimeSpan.Zero)
        {
            _tags.Set(tag, (digest, time.GetUtcNow() + settings.Tag), BytesOfEntry + (sizeof(char) * tag.Length));
        }
    }

    // A clock that was set back must not make an answer count longer.
    private Kept? Current(AnswerKey key) =>
        _answers.TryGet(key, out Kept? kept) && time.GetUtcNow() is var now && now >= kept.Since && now < kept.Until ? kept : null;

    private bool IsNow(DateTimeOffset until) => time.GetUtcNow() is var now && now < until && now >= until - settings.Tag;

    private static long BytesOf(AnswerKey key, PolicyAnswer answer) => BytesOfEntry + (sizeof(char) * (
        key.Fingerprint.Length + key.Places.Length + LengthOf(answer.Result) + answer.Signers.Sum(signer => signer.Name.Length + LengthOf(signer.Result))));

    private static int LengthOf(CheckResult result) => result switch
    {
        CheckResult.Passed passed => passed.Detail.Length,
        CheckResult.Failed failed => failed.Detail.Length,
        CheckResult.Unavailable unavailable => unavailable.Detail.Length,
        _ => throw new UnreachableException(),
    };

    private sealed record Kept(PolicyAnswer Answer, DateTimeOffset Since, DateTimeOffset Until);
}
