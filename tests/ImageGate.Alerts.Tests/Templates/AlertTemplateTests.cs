using System.Text.Json;
using System.Text.Json.Nodes;
using ImageGate.Alerts.Payloads;
using ImageGate.Alerts.Templates;

namespace ImageGate.Alerts.Tests.Templates;

public sealed class AlertTemplateTests
{
    // As people have it for another webhook; it has to work as it is.
    private const string Sysdig = """
        {"events":[{"timestamp":" {{ timestamp }}","rule":"Check image signature","priority":" {{priority}}","output":"{{ alert_message }} for Image {{ images }}","source":"Connaisseur AC","tags":["foo","bar"],"output_fields":{"field1":"value1","field2":"value2"}}],"labels":{"image":"{{ images }}","message":"{{ alert_message }}"}}
        """;

    private static readonly PayloadContext Context = new("prod", 2, "pod-1");

    [Fact]
    public void A_template_of_another_webhook_works_as_it_is()
    {
        const string Images = "ghcr.io/acme/web:1, ghcr.io/acme/side:2";
        const string Message = "CREATE of Pod \"web-*\" was denied";
        var expected = new JsonObject
        {
            ["events"] = new JsonArray(
                new JsonObject
                {
                    ["timestamp"] = " 2030-01-01T12:30:15.250Z",
                    ["rule"] = "Check image signature",
                    ["priority"] = " 2",
                    ["output"] = $"{Message} for Image {Images}",
                    ["source"] = "Connaisseur AC",
                    ["tags"] = new JsonArray("foo", "bar"),
                    ["output_fields"] = new JsonObject { ["field1"] = "value1", ["field2"] = "value2" },
                }),
            ["labels"] = new JsonObject { ["image"] = Images, ["message"] = Message },
        };

        Fill(Sysdig).ToJsonString().Should().Be(expected.ToJsonString());
    }

    [Fact]
    public void Without_quotes_a_number_a_list_and_a_text_become_JSON() =>
        Fill("""{"ts": {{ timestamp_epoch }}, "p": {{priority}}, "n": {{	count }}, "images": {{ images }}, "digests": {{ digests }}, "m": {{ namespace }}, "k": [{{ kind }}, {{ name }}]}""")
            .ToJsonString().Should().Be(JsonNode.Parse($$"""
                {"ts": 1893501015, "p": 2, "n": 1, "images": ["ghcr.io/acme/web:1", "ghcr.io/acme/side:2"], "digests": ["{{Samples.Digest}}"], "m": "team-a", "k": ["Pod", "web-*"]}
                """)!.ToJsonString());

    [Theory]
    [InlineData("alert_message", "CREATE of Pod \"web-*\" was denied")]
    [InlineData("priority", "2")]
    [InlineData("timestamp", "2030-01-01T12:30:15.250Z")]
    [InlineData("timestamp_rfc3339", "2030-01-01T12:30:15.250Z")]
    [InlineData("timestamp_epoch", "1893501015")]
    [InlineData("images", "ghcr.io/acme/web:1, ghcr.io/acme/side:2")]
    [InlineData("digests", "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("decision", "denied")]
    [InlineData("reason_code", "NoSignature")]
    [InlineData("policy", "apps")]
    [InlineData("namespace", "team-a")]
    [InlineData("kind", "Pod")]
    [InlineData("name", "web-*")]
    [InlineData("user", "jane")]
    [InlineData("cluster", "prod")]
    [InlineData("request_id", "3f1a")]
    [InlineData("count", "1")]
    [InlineData("imagegate_pod_id", "pod-1")]
    [InlineData("connaisseur_pod_id", "pod-1")]
    public void Every_name_has_its_value(string name, string value)
    {
        AlertTemplate.Names.Should().Contain(name).And.HaveCount(19);
        Fill("""{"a": "<{{NAME}}>", "b": "{{   NAME   }}"}""".Replace("NAME", name, StringComparison.Ordinal)).ToJsonString().Should().Be(new JsonObject { ["a"] = $"<{value}>", ["b"] = value }.ToJsonString());
    }

    [Theory]
    [InlineData("""{"a": "{{ image }}"}""", "image")]
    [InlineData("""{"a": "{{ Images }}"}""", "Images")]
    [InlineData("""{"a": "{{}}"}""", "")]
    [InlineData("""{"a": {{ secret_key }}}""", "secret_key")]
    public void An_unknown_name_is_an_error(string template, string name)
    {
        AlertTemplate.TryParse(template, out AlertTemplate? parsed, out string? problem, out string? unknown).Should().BeFalse();
        (parsed, problem, unknown).Should().Be((null, "has an unknown placeholder", name));
    }

    [Theory]
    [InlineData("", "is not JSON")]
    [InlineData("{{ images }}", "is not a JSON object")]
    [InlineData("[\"{{ images }}\"]", "is not a JSON object")]
    [InlineData("{\"a\": \"{{ images }}\"", "is not JSON")]
    [InlineData("{\"a\": x{{ images }}}", "is not JSON")]
    [InlineData("{\"a\": \"\\{{ images }}\"}", "is not JSON")]
    [InlineData("{\"a\": \"{{ images\"}", "`{{` without `}}`")]
    [InlineData("{\"a\": 1,}", "is not JSON")]
    [InlineData("{\"a\": 1, \"a\": 2}", "twice")]
    [InlineData("{\"{{ name }}\": 1}", "in the name of a field")]
    [InlineData("{\"a\": {\"b\": [{\"x{{ name }}\": 1}]}}", "in the name of a field")]
    [InlineData("{\"a\": \"\uE000\uE105\"}", "private character")]
    [InlineData("{\"a\": \"\\uE000\\uE105\"}", "private character")]
    [InlineData("{\"a\": \"\\ue000\\uE105\"}", "private character")]
    [InlineData("{\"a\": \"\\uD800\"}", "surrogate")]
    public void What_is_not_JSON_once_it_is_filled_in_is_an_error(string template, string expected)
    {
        AlertTemplate.TryParse(template, out AlertTemplate? parsed, out string? problem, out string? unknown).Should().BeFalse();
        (parsed, unknown).Should().Be((null, null));
        problem.Should().Contain(expected);
    }

    [Fact]
    public void Bounds_of_length_depth_and_placeholders_are_kept()
    {
        Problem(new string(' ', Limits.MaxTemplateCharacters) + "{}").Should().Contain("is over");
        Problem(string.Concat(Enumerable.Repeat("{\"a\":", 40)) + "1" + new string('}', 40)).Should().Contain("is not JSON");
        Problem("{\"a\": \"" + string.Concat(Enumerable.Repeat("{{ images }}", Limits.MaxPlaceholders + 1)) + "\"}").Should().Contain("placeholders");
    }

    [Fact]
    public void A_value_is_never_taken_for_JSON_or_for_a_placeholder()
    {
        JsonNode filled = Fill("""{"a\"{": "\"{{ name }}\\", "b": {{ name }}, "c": {{ images }}, "d": "\\\"{{ alert_message }}"}""", Samples.Hostile);

        filled.AsObject().Select(member => member.Key).Should().Equal("a\"{", "b", "c", "d");
        filled["b"]!.GetValue<string>().Should().StartWith("\"}],{{ images }}<!channel>&").And.EndWith("…");
        filled["a\"{"]!.GetValue<string>().Should().Be("\"" + filled["b"]!.GetValue<string>() + "\\");
        filled["c"]!.AsArray().Should().HaveCount(Limits.MaxListed).And.OnlyContain(image => image!.GetValueKind() == JsonValueKind.String);
        JsonDocument.Parse(filled.ToJsonString()).RootElement.GetProperty("d").GetString().Should().StartWith("\\\"\"}],");
    }

    [Fact]
    public void What_is_no_placeholder_stays_as_it_is() =>
        Fill("""{"a": [1, 2.50, true, null, "} }", {"b": {"c": {}}}]}""").ToJsonString().Should().Be("""{"a":[1,2.50,true,null,"} }",{"b":{"c":{}}}]}""");

    private static JsonNode Fill(string template, Alert? alert = null)
    {
        AlertTemplate.TryParse(template, out AlertTemplate? parsed, out string? problem, out string? unknown).Should().BeTrue("{0} {1}", problem, unknown);
        return parsed!.Fill(alert ?? Samples.Alert, Context);
    }

    private static string? Problem(string template)
    {
        AlertTemplate.TryParse(template, out _, out string? problem, out _).Should().BeFalse();
        return problem;
    }
}
