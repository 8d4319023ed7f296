using System.Text;

namespace ImageGate.Kubernetes.Policies.Yaml;

/// <summary>Turns a policy file's bytes into text that people and the gate read alike.</summary>
internal static class YamlText
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>The text of UTF-8 bytes without their byte order mark, or null: they are no UTF-8.</summary>
    public static string? Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>Reports the first character that a policy file must not have.</summary>
    public static bool Check(string file, string text, LoadErrors errors)
    {
        int line = 0;
        foreach (Range range in text.AsSpan().Split('\n'))
        {
            line++;
            (int index, string problem) = FindProblem(text.AsSpan()[range]);
            if (index >= 0)
            {
                errors.Add(new LoadError(file, line, index + 1, "", problem));
                return false;
            }
        }

        return true;
    }

    /// <summary>Control characters, line breaks that only some readers know, and marks that turn the direction of writing.</summary>
    public static bool IsHidden(char character) =>
        (char.IsControl(character) && character is not ('\t' or '\n' or '\r'))
        || character is '\u2028' or '\u2029' or '\u200E' or '\u200F' or '\uFEFF' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    private static (int Index, string Problem) FindProblem(ReadOnlySpan<char> line)
    {
        for (int index = 0; index < line.Length; index++)
        {
            // A carriage return ends a line to the parser, and to few people's eyes unless a line feed follows.
            if (IsHidden(line[index]) || (line[index] == '\r' && index < line.Length - 1))
            {
                return (index, $"the character U+{(int)line[index]:X4} is not allowed here: remove it");
            }
        }

        int indentation = line.IndexOfAnyExcept(" \t\r");
        return (indentation < 0 ? -1 : line[..indentation].IndexOf('\t'), "a tab is not allowed in the indentation: use spaces");
    }
}
