namespace ImageGate.Chart.Tests;

/// <summary>A line of values.yaml that gives a value, with the comment above it or above what it is in.</summary>
/// <param name="Path">Its name with dots.</param>
/// <param name="Default">Its text.</param>
/// <param name="Description">What the comment says.</param>
internal sealed record ChartValue(string Path, string Default, string Description)
{
    private const int Indent = 2;

    public static IEnumerable<ChartValue> ReadAll(string yaml)
    {
        var parents = new Stack<(string Name, string Comment)>();
        string comment = "";
        foreach (string line in yaml.Split('\n'))
        {
            string text = line.TrimStart();
            if (text.Length == 0)
            {
                comment = "";
            }
            else if (text[0] == '#')
            {
                comment = $"{comment} {text[1..].Trim()}".Trim();
            }
            else
            {
                while (parents.Count > (line.Length - text.Length) / Indent)
                {
                    parents.Pop();
                }

                (string name, string value) = (text[..text.IndexOf(':', StringComparison.Ordinal)], text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
                string said = comment.Length > 0 ? comment : parents.Select(parent => parent.Comment).FirstOrDefault("");
                if (value.Length > 0)
                {
                    yield return new ChartValue(string.Join('.', parents.Reverse().Select(parent => parent.Name).Append(name)), value, said);
                }
                else
                {
                    parents.Push((name, said));
                }

                comment = "";
            }
        }
    }
}
