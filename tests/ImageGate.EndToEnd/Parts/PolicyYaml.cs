namespace ImageGate.EndToEnd.Parts;

/// <summary>Policy documents.</summary>
internal static class PolicyYaml
{
    /// <summary>A policy with any rule.</summary>
    public static string Policy(string name, string images, string rule, string mode = "enforce") => $$"""
        apiVersion: imagegate.dev/v1
        kind: TrustPolicy
        metadata: {name: {{name}}}
        spec:
          images: ["{{images}}"]
          mode: {{mode}}
          {{rule}}
        ---

        """;

    /// <summary>The rule that a number of keys must have signed; the signers are called a, b, c.</summary>
    public static string Require(int atLeast, params SigningKey[] keys) => Require(atLeast, [.. keys.Select(key => key.PublicPem)]);

    /// <inheritdoc cref="Require(int, SigningKey[])"/>
    public static string Require(int atLeast, params string[] pems) =>
        $"require: {{atLeast: {atLeast}, signers: [{string.Join(", ", pems.Select((pem, index) => Signer($"{(char)('a' + index)}", pem)))}]}}";

    /// <summary>The rule that a key must have signed with an annotation.</summary>
    public static string RequireAnnotated(SigningKey key, string name, string value) =>
        $"require: {{signers: [{Signer("a", key.PublicPem, $", annotations: {{{name}: {value}}}")}]}}";

    /// <summary>How a registry is reached.</summary>
    public static string Access(string name, string host, string more) => $$"""
        apiVersion: imagegate.dev/v1
        kind: RegistryAccess
        metadata: {name: {{name}}}
        spec:
          host: "{{host}}"
          {{more}}
        ---

        """;

    /// <summary>Text of several lines as one YAML value.</summary>
    public static string Quote(string text) => "\"" + text.ReplaceLineEndings("\\n") + "\"";

    // A PEM's alphabet needs no escapes.
    private static string Signer(string name, string pem, string more = "") =>
        $"{{name: {name}, transparencyLog: notRequired, key: {{pem: {Quote(pem)}}}{more}}}";
}
