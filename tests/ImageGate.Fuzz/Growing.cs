using System.Text;
using ImageGate.Fuzz.Mutations;

namespace ImageGate.Fuzz;

/// <summary>An input that can be made longer, up to what its parser takes, with as much work in it as possible.</summary>
/// <param name="Target">Whose input.</param>
/// <param name="Bytes">The longest, about.</param>
/// <param name="Make">Makes one of about so many bytes.</param>
internal sealed record Growing(string Target, int Bytes, Func<int, byte[]> Make)
{
    private const int MiB = 1024 * 1024;
    private const int KiB = 1024;

    public static IReadOnlyList<Growing> List { get; } =
    [
        new("bundle", 8 * MiB, bytes => Text("{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\",\"x\":[" + Many("0,", bytes) + "0]}")),
        new("bundle", 8 * MiB, bytes => Text("{" + Names(bytes) + ",\"mediaType\":\"\"}")),
        new("bundle", 8 * MiB, bytes => Text("{\"mediaType\":\"" + Many("\\u0041", bytes) + "\"}")),
        new("log-entry", 6 * MiB, bytes => HashedRekord(Text(Many("-----BEGIN CERTIFICATE-----\n", bytes * 9 / 16)))),
        new("log-entry", 6 * MiB, bytes => HashedRekord(Text(Many("-----BEGIN A-----\n-----END B-----\n", bytes * 9 / 16)))),
        new("log-entry", 6 * MiB, bytes => HashedRekord(Text("-----BEGIN CERTIFICATE-----\n" + Many("\n", bytes * 9 / 16) + "-----END CERTIFICATE-----\n"))),
        new("checkpoint", 64 * KiB, bytes => Text("origin\n1\n" + Many("a\n", bytes) + "\n\u2014 a AAAAAAA=\n")),
        new("checkpoint", 64 * KiB, bytes => Text("origin\n1\n\n" + Many("\n\n\u2014 a AAAAAAA=\n", bytes))),
        new("checkpoint", 64 * KiB, bytes => Text("origin\n1\n\n\u2014" + Many(" a", bytes) + "\n")),
        new("dsse-envelope", 8 * MiB, bytes => Envelope(bytes, payload => "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"annotations\":{" + Names(payload) + "}}]}")),
        new("dsse-envelope", 8 * MiB, bytes => Envelope(bytes, payload => "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"digest\":{" + Names(payload) + "}}]}")),
        new("dsse-envelope", 8 * MiB, bytes => Envelope(bytes, payload => "{\"_type\":\"https://in-toto.io/Statement/v1\",\"predicate\":{" + Names(payload) + "}}")),
        new("simple-signing", 64 * KiB, bytes => Text("{\"critical\":{\"identity\":{\"docker-reference\":\"\"},\"image\":{\"docker-manifest-digest\":\"\"},\"type\":\"\"},\"optional\":{" + Names(bytes) + "}}")),
        new("cosign-layer", 512 * KiB, bytes => Layer("certificate", Many("-----BEGIN CERTIFICATE-----\n", bytes / 2))),
        new("cosign-layer", 512 * KiB, bytes => Layer("certificate", Many(" ", bytes / 2) + "-----BEGIN CERTIFICATE-----")),
        new("cosign-layer", 512 * KiB, bytes => Layer("bundle", Encoded("{\"Payload\":{" + Names(bytes * 3 / 8) + "}}"))),
        new("certificate", 16 * KiB, bytes => Certificate("2B0601040183BF30", [.. ByteMutations.Repeat([0xFF], Math.Max(bytes - 2_000, 1)), 0x01])),
        new("certificate", 16 * KiB, bytes => Certificate("551D25", [0x55, 0x1D, 0x25], ByteMutations.Repeat([0x06, 0x01, 0x2A], Math.Max(bytes - 2_000, 3) / 3))),
        new("sct-list", 64 * KiB, bytes => [0x04, 0x82, .. Length(bytes - 4), .. Length(bytes - 6), .. ByteMutations.Repeat([0, 1, 0], (bytes - 6) / 3)]),
        new("timestamp", 64 * KiB, bytes => [0x30, 0x80, .. ByteMutations.Repeat([0x30, 0x80], bytes / 4), .. ByteMutations.Repeat([0, 0], bytes / 4)]),
        new("public-key", 64 * KiB, bytes => Text(Many("-----BEGIN PUBLIC KEY-----\n", bytes))),
        new("public-key", 64 * KiB, bytes => Text(Many("#\n", bytes))),
        new("trusted-root", MiB, bytes => Text("{\"mediaType\":\"application/vnd.dev.sigstore.trustedroot.v0.2+json\",\"tlogs\":[{\"baseUrl\":\"x\"," + Names(bytes) + "}]}")),
        new("trusted-root", MiB, bytes => Text("{\"mediaType\":\"application/vnd.dev.sigstore.trustedroot.v0.2+json\",\"tlogs\":[{\"publicKey\":{\"keyDetails\":\"PKCS1_RSA_PKCS1V5\",\"rawBytes\":\"" + Convert.ToBase64String(Rsa(bytes * 3 / 4)) + "\",\"validFor\":{\"start\":\"2026-01-01T00:00:00Z\"}},\"logId\":{\"keyId\":\"AAAA\"}}]}")),
        new("tuf-metadata", 480 * KiB, bytes => Text("{\"signed\":{" + Names(bytes) + "},\"signatures\":[]}")),
        new("tuf-metadata", 480 * KiB, bytes => Text("{\"signed\":{\"a\":\"" + Many("\\\"", bytes) + "\"},\"signatures\":[]}")),
        new("image-name", 456, bytes => Text(Many("a.", bytes) + "a/b")),
        new("image-name", 456, bytes => Text(Many("a--", bytes) + "!")),
        new("image-pattern", 512, bytes => Text(Many("a*", bytes - 8) + "/**")),
        new("identity-pattern", 2 * KiB, bytes => Text(Many("a*", bytes - 1))),
        new("identity-pattern", 2 * KiB, bytes => Text(Many("(a|b?)*", bytes - 7))),
        new("identity-pattern", 2 * KiB, bytes => Text(Many(".{0,9}", bytes - 7))),
        new("manifest", 4 * MiB, bytes => Text("{\"schemaVersion\":2,\"layers\":[{\"mediaType\":\"a\",\"digest\":\"\",\"size\":1,\"annotations\":{" + Names(bytes) + "}}]}")),
        new("index", 4 * MiB, bytes => Text("{\"schemaVersion\":2,\"manifests\":[{{Many(\"{},\", bytes)}}1]}")),
        new("token-answer", 64 * KiB, bytes => Text("{" + Names(bytes) + ",\"token\":\"a\"}")),
        new("challenge", 32 * KiB, bytes => Text("Bearer realm=\"" + Many("\\a", bytes) + "\"")),
        new("challenge", 32 * KiB, bytes => Text("Bearer " + Many(", ,", bytes))),
        new("challenge", 32 * KiB, bytes => Text("Bearer realm=\"https://" + Many("a.", bytes) + "\"")),
        new("link", 32 * KiB, bytes => Text("<" + Many("%41", bytes) + ">; rel=next")),
        new("link", 32 * KiB, bytes => Text(Many(" ", bytes) + "<a>" + Many(" ", 100))),
        new("location", 32 * KiB, bytes => Text("https://" + Many("a-", bytes) + "/" + Many("../", bytes))),
        new("docker-config", MiB, bytes => Text("{\"auths\":{" + Names(bytes) + "}}")),
        new("admission-review", 4 * MiB, bytes => Text("{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\",\"request\":{\"object\":{" + Names(bytes) + "}}}")),
        new("admission-review", 4 * MiB, bytes => Text("[\"" + Many("\\ud83d\\ude00", bytes) + "\"]")),
        new("admission-review", 4 * MiB, bytes => Pod(Many("""{"name":"a","image":"b"},""", Math.Min(bytes, 24_000)) + """{"name":"a","image":"b"}""", bytes)),
        new("policy", MiB, bytes => Text("a: [" + Many("1,", bytes) + "]")),
        new("policy", MiB, bytes => Text(Many("a: b\n", bytes))),
        new("policy", MiB, bytes => Text("a: \"" + Many("\\x41", bytes) + "\"")),
        new("policy", MiB, bytes => Text("a: " + Many("b ", bytes))),
        new("policy", MiB, bytes => Text("a: |\n" + Many("  b\n", bytes))),
        new("policy", MiB, bytes => Text(Many("# b\n", bytes) + "a: b\n")),
        new("policy", MiB, bytes => Text(Many("---\n", bytes))),
        new("policy", MiB, bytes => Text("a: {" + Many("b ", bytes))),
        new("policy", MiB, bytes => Text("a:\n" + Many(" ", bytes) + "b: c")),
    ];

    public override string ToString() => $"{Target}: {Encoding.UTF8.GetString(Make(Math.Min(Bytes, 200)))}".ReplaceLineEndings(" ");

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static string Many(string piece, int bytes) => string.Concat(Enumerable.Repeat(piece, Math.Max(bytes, 0) / piece.Length));

    /// <summary>Members of a JSON object, each with a name of its own.</summary>
    private static string Names(int bytes) => string.Join(',', Enumerable.Range(0, bytes / 14).Select(number => $"\"n{number:x6}\":\"\""));

    private static string Encoded(string text) => Convert.ToBase64String(Text(text));

    private static byte[] HashedRekord(byte[] pem) => Text($$$$$"""
        {"apiVersion":"0.0.1","kind":"hashedrekord","spec":{"signature":{"content":"AAAA","publicKey":{"content":"{{{{{Convert.ToBase64String(pem)}}}}}"}}}}
        """);

    private static byte[] Envelope(int bytes, Func<int, string> payload) =>
        Text("{\"payloadType\":\"application/vnd.in-toto+json\",\"payload\":\"" + Encoded(payload(bytes * 3 / 4)) + "\",\"signatures\":[{\"sig\":\"AAAA\"}]}");

    private static byte[] Layer(string name, string value) => Text("{\"payload\":\"AAAA\",\"signature\":\"AAAA\",\"" + name + "\":" + System.Text.Json.Nodes.JsonValue.Create(value).ToJsonString() + "}");

    private static byte[] Pod(string containers, int bytes) => Text($$$$$"""
        {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"a","operation":"CREATE","kind":{"version":"v1","kind":"Pod"},"resource":{"version":"v1","resource":"pods"},
        "object":{"kind":"Pod","apiVersion":"v1","spec":{"volumes":[{{{{{Many("{},", bytes)}}}}}{}],"containers":[{{{{{containers}}}}}]}}}}
        """);

    // A leaf with something in place of the first element that begins so, and of the value of the extension that it names.
    private static byte[] Certificate(string element, byte[] instead, byte[]? value = null)
    {
        var all = new List<DerNode>();
        DerNode root = DerNode.Read(Targets.GoodSignatures.Certificate.Der, all)!;
        int place = all.FindIndex(node => Convert.ToHexString(node.Content).StartsWith(element, StringComparison.Ordinal));
        all[place].Content = instead;
        if (value is not null)
        {
            all.First(node => all.IndexOf(node) > place && node.Tag == 0x30).Content = value;
        }

        return root.Encode();
    }

    private static byte[] Length(int value) => [(byte)(value >> 8), (byte)value];

    // An RSAPublicKey with a modulus as long as the input.
    private static byte[] Rsa(int bytes) => DerNode.Nest([0x02, 0x83, (byte)(bytes >> 16), (byte)(bytes >> 8), (byte)bytes, .. ByteMutations.Repeat([0x7F], bytes), 0x02, 0x03, 0x01, 0x00, 0x01], 0x30, 1);
}
