using System.Text;

namespace ImageGate.Fuzz.Mutations;

/// <summary>Changes of YAML: what it offers beyond mappings and lists, and lines in wrong places.</summary>
internal static class YamlMutations
{
    private static readonly string[] Pieces =
    [
        "&a ", "*a ", "<<: *a", "<<: {a: b}", "!!str ", "! ", "!x ", "!!binary |", "---", "...", "%YAML 1.1", "%TAG ! tag:x,2000:", "? ", "? [a]", ": ",
        "- ", "|", "|2-", ">+", "'", "\"", "\"\\ud83d\"", "\"\\ud83d\\ude00\"", "\"\\x00\"", "\"\\UFFFFFFFF\"", "{", "}", "[", "]", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
        "{a: {a: {a: {a: {a: {a: {a: {a: {a: {a: ", "# ", "on", "yes", "~", "1_000", "0x1F", ".inf", "1e99999999", "99999999999999999999", "@x", "`x", "\t",
        "a: &a [x, x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\nd: [*c, *c, *c]",
        "images: [\"**\"]", "kind: TrustPolicy", "metadata: {name: x}", "deny: x", "spec:", "file: /dev/zero", "name: \"\"",
    ];

    public static byte[] Change(byte[] input, Random random)
    {
        string[] lines = Encoding.UTF8.GetString(input).Split('\n');
        int at = random.Next(lines.Length);
        string piece = Pieces[random.Next(Pieces.Length)];
        string line = lines[at];
        int column = random.Next(line.Length + 1);
        lines[at] = random.Next(9) switch
        {
            0 => new string(' ', random.Next(8)) + line.TrimStart(),
            1 => line + "\n" + line,
            2 => line + "\n" + lines[random.Next(lines.Length)],
            3 => "",
            4 => line + "\n" + new string(' ', line.Length - line.TrimStart().Length) + piece,
            5 => line[..(line.IndexOf(':', StringComparison.Ordinal) + 1)] + " " + piece,
            6 => line[..column] + new string(piece[0], random.Next(300)) + line[column..],
            7 => line.Insert(Math.Min(line.Length, line.IndexOf(':', StringComparison.Ordinal) + 2), piece),
            _ => line.Insert(column, piece),
        };
        return Encoding.UTF8.GetBytes(string.Join('\n', lines));
    }
}
