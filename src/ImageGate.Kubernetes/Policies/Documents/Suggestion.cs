namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>Finds the word that was probably meant.</summary>
internal static class Suggestion
{
    private const int MaxCharacters = 64;

    /// <summary>The known word nearest to <paramref name="written"/>, or null: none is near enough.</summary>
    public static string? For(string written, IEnumerable<string> known)
    {
        if (written.Length is 0 or > MaxCharacters)
        {
            return null;
        }

        (string? word, int distance) = known.Select(word => ((string?)word, Distance(written.ToLowerInvariant(), word.ToLowerInvariant())))
            .DefaultIfEmpty((null, int.MaxValue))
            .MinBy(pair => pair.Item2);
        int near = written.Length switch
        {
            <= 2 => 0,
            <= 4 => 1,
            _ => 2,
        };
        return distance <= near ? word : null;
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        int[,] d = new int[a.Length + 1, b.Length + 1];                // at most 65 by the longest known word
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                d[i, j] = i == 0 || j == 0 ? i + j
                    : Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
                }
            }
        }

        return d[a.Length, b.Length];
    }
}
