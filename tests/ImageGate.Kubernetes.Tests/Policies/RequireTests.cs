using ImageGate.Core.Policies;
using static ImageGate.Kubernetes.Tests.Policies.Loading;

namespace ImageGate.Kubernetes.Tests.Policies;

public sealed class RequireTests
{
    private readonly string _first = TestKey.Pem();
    private readonly string _second = TestKey.Pem();

    [Theory]
    [InlineData("1", 1)]
    [InlineData("2", 2)]
    [InlineData("all", 2)]
    [InlineData("\"all\"", 2)]
    public void AtLeast_is_read(string text, int expected) =>
        Rule(Requiring(Signer("a", _first) + "\n" + Signer("b", _second), text)).AtLeast.Should().Be(expected);

    [Fact]
    public void AtLeast_is_1_when_it_is_not_written() =>
        Rule(Requiring(Signer("a", _first)).Replace("    atLeast: 1\n", "", StringComparison.Ordinal)).AtLeast.Should().Be(1);

    [Theory]
    [InlineData("0", "is out of range: write a whole number from 1 to 2")]
    [InlineData("-1", "is out of range")]
    [InlineData("3", "is out of range: write a whole number from 1 to 2")]
    [InlineData("99999999999", "is out of range")]
    [InlineData("\"1\"", "unknown value `1`: write a whole number from 1 to 2 without quotes, or `all`")]
    [InlineData("01", "is a number: write a whole number")]
    [InlineData("0x1", "is a number: write a whole number")]
    [InlineData("1.0", "is a number: write a whole number")]
    [InlineData("any", "unknown value `any`")]
    [InlineData("true", "is a boolean")]
    public void AtLeast_out_of_range_is_refused(string text, string part) =>
        Requiring(Signer("a", _first) + "\n" + Signer("b", _second), text).ShouldBeRefused("7:14: spec.require.atLeast", part);

    [Fact]
    public void An_empty_atLeast_is_refused() =>
        Errors(Requiring(Signer("a", _first), "")).Should().ContainSingle().Which.Should().Contain("spec.require.atLeast: is empty");

    [Theory]
    [InlineData("{}", "6:12: spec.require.signers", "is missing")]
    [InlineData("{signers: []}", "6:22: spec.require.signers", "the list is empty")]
    [InlineData("{signers: {}}", "6:22: spec.require.signers", "is a mapping: write a list")]
    [InlineData("[]", "6:12: spec.require", "is a list: write a mapping with `atLeast` and `signers`")]
    [InlineData("{signer: [], signers: []}", "6:13: spec.require.signer", "did you mean `signers`?")]
    public void Bad_signers_are_refused(string require, string place, string part) =>
        Errors(Policy($"images: [nginx]\nrequire: {require}")).Should()
            .Contain(error => error.StartsWith($"p.yaml:{place}: ", StringComparison.Ordinal) && error.Contains(part, StringComparison.Ordinal));

    [Fact]
    public void Too_many_signers_are_refused() =>
        Requiring(string.Join('\n', Enumerable.Range(0, 65).Select(number => Signer($"s{number}", _first)))).ShouldBeRefused("9:5: spec.require.signers", "65 items: at most 64");

    [Fact]
    public void One_name_for_two_signers_is_refused() =>
        Requiring(Signer("a", _first) + "\n" + Signer("a", _second)).ShouldBeRefused("10:14: spec.require.signers[1].name", "twice (first in line 9)");

    [Fact]
    public void Two_of_two_signers_with_one_key_can_never_be_reached() =>
        Requiring(Signer("alice", _first) + "\n" + Signer("bob", _first), "2")
            .ShouldBeRefused("7:14: spec.require.atLeast", "can never be reached: the signers `alice` and `bob` have only 1 distinct key together");

    [Fact]
    public void One_of_two_signers_with_one_key_can_be_reached() =>
        Rule(Requiring(Signer("alice", _first) + "\n" + Signer("bob", _first))).Signers.Should().HaveCount(2);

    [Fact]
    public void The_shortage_is_found_among_others_who_have_their_own_keys() =>
        Requiring(string.Join('\n', Signer("a", _first), Signer("b", _second), Signer("c", _first, _second), Signer("d", TestKey.Pem())), "all")
            .ShouldBeRefused("7:14: spec.require.atLeast", "the signers `a`, `b` and `c` have only 2 distinct keys together");

    [Fact]
    public void The_shortage_names_no_more_signers_than_needed() =>
        Requiring(Signer("a", _first) + "\n" + Signer("b", _first) + "\n" + Signer("c", _first), "2")
            .ShouldBeRefused("7:14: spec.require.atLeast", "the signers `b` and `c` have only 1 distinct key together");

    [Fact]
    public void Signers_who_share_one_of_two_keys_can_both_have_signed() =>
        Rule(Requiring(Signer("a", _first, _second) + "\n" + Signer("b", _first), "all")).AtLeast.Should().Be(2);

    private static string Signer(string name, params string[] pems) =>
        $"- {{name: {name}, key: {{pem: {TestKey.Quoted(string.Join('\n', pems))}}}, transparencyLog: notRequired}}";

    private static PolicyRule.Require Rule(string text) => (PolicyRule.Require)Set(text).Policies[0].Rule;
}
