using System.Text.Json.Nodes;
using ImageGate.Testing.Chart;

namespace ImageGate.Chart.Tests;

/// <summary>Every value is described, allowed by the schema, and in the README's table.</summary>
public sealed class ValuesTableTests
{
    private const string Begin = "<!-- values: written by a test -->\n";
    private const string End = "<!-- end of values -->\n";

    [Fact]
    public async Task The_README_has_the_table_of_all_values()
    {
        string readme = Path.Combine(ChartRenderer.Folder, "README.md");
        string text = await File.ReadAllTextAsync(readme);
        int begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = text.IndexOf(End, StringComparison.Ordinal);
        ChartValue[] values = [.. ChartValue.ReadAll(await ValuesAsync())];

        values.Should().OnlyContain(value => value.Description.Length > 0);
        await GoldenFile.ShouldBeAsync(readme, text[..begin] + Table(values) + text[end..]);
    }

    [Fact]
    public async Task The_schema_knows_the_same_values_and_closes_every_object_of_the_chart_s_own()
    {
        JsonObject schema = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(ChartRenderer.Folder, "values.schema.json")))!.AsObject();
        JsonObject values = Yaml.Read(await ValuesAsync()).Single();

        schema["properties"]!.AsObject().Remove("global");
        Compare(schema, values, "");
    }

    private static void Compare(JsonObject schema, JsonObject values, string path)
    {
        JsonObject properties = schema["properties"]!.AsObject();
        properties.Select(property => path + property.Key).Should().BeEquivalentTo(values.Select(value => path + value.Key));
        schema["additionalProperties"]!.GetValue<bool>().Should().BeFalse(path);
        foreach ((string name, JsonNode? value) in values.Where(value => properties[value.Key]!["properties"] is not null))
        {
            Compare(properties[name]!.AsObject(), value!.AsObject(), $"{path}{name}.");
        }
    }

    private static Task<string> ValuesAsync() => File.ReadAllTextAsync(Path.Combine(ChartRenderer.Folder, "values.yaml"));

    private static string Table(IEnumerable<ChartValue> values) =>
        "| value | default | is |\n| --- | --- | --- |\n" + string.Concat(values.Select(value => $"| `{value.Path}` | `{value.Default}` | {value.Description} |\n"));
}
