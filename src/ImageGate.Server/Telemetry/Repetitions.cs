using System.Security.Cryptography;
using System.Text;

namespace ImageGate.Server.Telemetry;

/// <summary>Tells the first of what happens again and again, and after that one a while, with the number of those between.</summary>
/// <param name="most">How many different things are remembered. What finds no place is told each time.</param>
/// <param name="while">How long repetitions are only counted.</param>
/// <param name="time">The clock.</param>
internal sealed class Repetitions(int most, TimeSpan @while, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Seen> _known = new(StringComparer.Ordinal);

    /// <summary>It happened.</summary>
    /// <param name="parts">What makes it the same as another: texts of any length.</param>
    /// <returns>How often it happened since it was told last, not counting now; null: it is not to be told now.</returns>
    public int? Count(IEnumerable<string> parts)
    {
        string key = KeyOf(parts);
        DateTimeOffset now = time.GetUtcNow();
        lock (_lock)
        {
            if (_known.TryGetValue(key, out Seen? seen) && now - seen.Told < @while)
            {
                seen.Untold++;
                return null;
            }

            MakeRoom(now);
            if (seen is not null || _known.Count < most)
            {
                _known[key] = new Seen(now);
            }

            return seen?.Untold ?? 0;
        }
    }

    private static string KeyOf(IEnumerable<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string part in parts)
        {
            hash.AppendData(BitConverter.GetBytes(part.Length));       // so that moving characters from one part to the next changes it
            hash.AppendData(Encoding.UTF8.GetBytes(part));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private void MakeRoom(DateTimeOffset now)
    {
        if (_known.Count < most)
        {
            return;
        }

        foreach (string old in _known.Where(one => now - one.Value.Told >= @while).Select(one => one.Key).ToArray())
        {
            _known.Remove(old);
        }
    }

    private sealed class Seen(DateTimeOffset told)
    {
        public DateTimeOffset Told => told;

        public int Untold { get; set; }
    }
}
