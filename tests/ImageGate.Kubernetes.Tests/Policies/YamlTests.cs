using ImageGate.Kubernetes.Policies;
using static ImageGate.Kubernetes.Tests.Policies.Loading;

namespace ImageGate.Kubernetes.Tests.Policies;

public sealed class YamlTests
{
    private const string Deny = "images: [\"**\"]\ndeny: no-images";

    [Theory]
    [InlineData("a: [1, 2\nb: 3\n", "is not closed")]
    [InlineData("a: \"\\UFFFFFFFF\"\n", "an escape or a tag is wrong")]
    [InlineData("%TAG !a! \n---\n", "an escape or a tag is wrong")]
    [InlineData("a: b: c\n", "invalid mapping")]
    [InlineData("a: @x\n", "cannot start any token")]
    [InlineData("a: \"\\uD800\"\n", "surrogates")]
    public void Broken_yaml_is_refused_where_it_is_broken(string text, string part) =>
        Errors(text).Should().ContainSingle().Which.Should().MatchRegex("^p\\.yaml:[123]:[0-9]+: not valid YAML").And.Contain(part);

    [Fact]
    public void An_anchor_is_refused() =>
        Policy("images: &all [\"**\"]\ndeny: no-images").ShouldBeRefused("5:11: spec.images", "anchors");

    [Fact]
    public void An_alias_is_refused_beside_its_anchor() =>
        Errors(Policy("images: &all [\"**\"]\nexceptImages: *all\ndeny: no-images")).Should().HaveCount(2)
            .And.Contain(error => error.StartsWith("p.yaml:6:17: spec.exceptImages: aliases", StringComparison.Ordinal));

    [Theory]
    [InlineData("!!str x")]
    [InlineData("! x")]
    [InlineData("!custom x")]
    public void A_tag_is_refused(string value) =>
        Policy($"images: [\"**\"]\ndeny: {value}").ShouldBeRefused("6:9: spec.deny", "tags");

    [Fact]
    public void A_merge_key_is_an_unknown_field() =>
        Policy(Deny + "\n<<: {mode: audit}").ShouldBeRefused("7:3: spec.<<", "unknown field");

    [Fact]
    public void A_field_given_twice_is_refused_with_the_place_of_the_first() =>
        Policy(Deny + "\nmode: enforce\n\"mode\": audit").ShouldBeRefused("8:3: spec.mode", "twice (first in line 7)");

    [Fact]
    public void An_annotation_given_twice_is_refused() =>
        WithSigner($"key: {{pem: {TestKey.QuotedPem()}}}\ntransparencyLog: notRequired\nannotations: {{a.b: x, a.b: y}}")
            .ShouldBeRefused("12:29: spec.require.signers[0].annotations[\"a.b\"]", "twice");

    [Fact]
    public void A_list_as_a_fields_name_is_refused() =>
        Policy(Deny + "\n? [x]\n: y").ShouldBeRefused("7:5: spec.?", "is a list");

    [Fact]
    public void A_field_without_a_name_is_refused() =>
        Policy(Deny + "\n\"\": y").ShouldBeRefused("7:3: spec.?", "no name");

    [Fact]
    public void A_very_long_field_name_is_refused() =>
        Policy(Deny + "\n" + new string('x', 257) + ": y").ShouldBeRefused("7:3: spec.?", "over 256 characters");

    [Fact]
    public void Too_deep_is_refused() =>
        Errors("a: " + new string('[', 100)).Should().ContainSingle().Which.Should().StartWith("p.yaml:1:").And.Contain("more than 24 mappings");

    [Fact]
    public void Too_many_values_are_refused() =>
        Errors("a: [" + string.Concat(Enumerable.Repeat("1,", 20_001)) + "]").Should().ContainSingle().Which.Should().Contain("more than 20000 values");

    [Fact]
    public void A_file_over_1_MiB_is_refused() =>
        Errors(new string('#', PolicyLimits.MaxFileBytes + 1)).Should().ContainSingle().Which.Should().StartWith("p.yaml: the file has over");

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused() =>
        Errors(PolicyDocuments.Load("policies", [new PolicyFile("p.yaml", new byte[] { 0xC3, 0x28 })], new FilesInMemory(), new SeededTrustMaterial()))
            .Should().Equal("p.yaml: the file is not UTF-8 text");

    [Theory]
    [InlineData("\u0007", "U+0007")]
    [InlineData("\u202E", "U+202E")]                                   // turns the direction of writing: people read another policy
    [InlineData("\r", "U+000D")]                                       // ends a line to the parser, and to few people's eyes
    [InlineData("\u0085", "U+0085")]                                   // a line break to some readers only
    public void A_character_that_cannot_be_seen_is_refused(string character, string part) =>
        Policy("images: [\"**\"]\ndeny: a" + character + "b").ShouldBeRefused("6:10", part);

    [Fact]
    public void The_same_character_is_refused_when_it_is_escaped() =>
        Policy("images: [\"**\"]\ndeny: \"a\\u202Eb\"").ShouldBeRefused("6:9: spec.deny", "cannot be seen");

    [Fact]
    public void A_tab_in_the_indentation_is_refused() =>
        (Policy(Deny) + "\tmode: audit\n").ShouldBeRefused("7:1", "tab");

    [Fact]
    public void A_byte_order_mark_empty_documents_comments_and_blank_lines_do_no_harm()
    {
        string text = "\uFEFF# first\n---\n---\n" + Policy(Deny, "one") + "---\n# nothing\n---\n" + Policy(Deny, "two") + "...\n \t \n";
        Set(text).Policies.Select(policy => policy.Name).Should().Equal("one", "two");
    }

    [Fact]
    public void A_document_that_is_no_mapping_is_refused() =>
        Errors("- a\n--- \nnull\n").Should().HaveCount(2)
            .And.Contain(error => error.StartsWith("p.yaml:1:1: is a list: write a mapping", StringComparison.Ordinal));

    [Fact]
    public void Windows_line_ends_are_read() =>
        Set(Policy(Deny).ReplaceLineEndings("\r\n")).Policies.Should().ContainSingle();

    [Fact]
    public void At_most_200_errors_are_shown_and_the_rest_is_counted()
    {
        string fields = string.Join('\n', Enumerable.Range(0, 250).Select(number => $"unknown{number}: 1"));
        Errors(Policy(Deny + "\n" + fields)).Should().HaveCount(201).And.Subject.Last().Should().Be("p.yaml: 50 more errors are not shown");
    }

    [Fact]
    public void Whatever_the_bytes_there_is_an_answer()
    {
        string text = WithSigner($"key: {{pem: {TestKey.QuotedPem()}}}\ntransparencyLog: notRequired\nannotations: {{a.b: 'x', c: [\"y\"]}}")
            + "--- !x\n&a : *a\n? |2\n  x\n: >-\n - {a, b: ]\n%YAML 9.9\n";
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
        var random = new Random(1);
        for (int run = 0; run < 500; run++)
        {
            byte[] changed = [.. bytes];
            for (int change = random.Next(1, 8); change > 0; change--)
            {
                changed[random.Next(changed.Length)] = (byte)"\n \t:-[]{}&*!|>'\"%@`#,?\\xu0~aZ\u007f"[random.Next(29)];
            }

            int start = random.Next(changed.Length);
            PolicyDocuments.Load("policies", [new PolicyFile("p.yaml", changed[start..])], new FilesInMemory(), new SeededTrustMaterial()).Should().NotBeNull();
        }
    }
}
