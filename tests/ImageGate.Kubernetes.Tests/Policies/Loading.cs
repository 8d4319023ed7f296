using System.Text;
using ImageGate.Core.Policies;
using ImageGate.Kubernetes.Policies;

namespace ImageGate.Kubernetes.Tests.Policies;

/// <summary>Loads texts as policy files.</summary>
internal static class Loading
{
    public static PolicyLoad Load(IReferencedFiles? referenced, params (string Name, string Text)[] files) => Load(referenced, null, files);

    public static PolicyLoad Load(IReferencedFiles? referenced, ITrustMaterial? material, params (string Name, string Text)[] files) =>
        PolicyDocuments.Load("policies", [.. files.Select(file => new PolicyFile(file.Name, Encoding.UTF8.GetBytes(file.Text)))], referenced ?? new FilesInMemory(), material ?? new SeededTrustMaterial());

    public static PolicySet Set(string text, IReferencedFiles? referenced = null)
    {
        PolicyLoad load = Load(referenced, ("p.yaml", text));
        (load as PolicyLoad.Rejected)?.Errors.Should().BeEmpty();
        return load.Should().BeOfType<PolicyLoad.Loaded>().Which.Set;
    }

    public static string[] Errors(string text, IReferencedFiles? referenced = null) => Errors(Load(referenced, ("p.yaml", text)));

    public static string[] Errors(PolicyLoad load) =>
        [.. load.Should().BeOfType<PolicyLoad.Rejected>().Which.Errors.Select(error => error.ToString())];

    /// <summary>The text has one error, and it is this one.</summary>
    public static void ShouldBeRefused(this string text, string place, string messagePart, IReferencedFiles? referenced = null) =>
        Errors(text, referenced).Should().ContainSingle().Which.Should().StartWith($"p.yaml:{place}: ").And.Contain(messagePart);

    /// <summary>A policy whose <c>spec</c> begins in line 5, two blanks indented.</summary>
    public static string Policy(string spec, string name = "p") =>
        $$"""
        apiVersion: imagegate.dev/v1
        kind: TrustPolicy
        metadata: {name: {{name}}}
        spec:
        {{Indent(spec, 2)}}

        """;

    /// <summary>A policy that speaks of everything, with <c>signers</c> from line 9 on.</summary>
    public static string Requiring(string signers, string atLeast = "1") =>
        Policy($"""
            images: ["**"]
            require:
              atLeast: {atLeast}
              signers:
            {Indent(signers, 2)}
            """);

    /// <summary>A signer whose fields after the name begin in line 10, four blanks indented.</summary>
    public static string WithSigner(string fields) => Requiring("- name: a\n" + Indent(fields, 2));

    /// <summary>Another document whose <c>spec</c> begins in line 5.</summary>
    public static string Document(string kind, string spec) =>
        $$"""
        apiVersion: imagegate.dev/v1
        kind: {{kind}}
        metadata: {name: d}
        spec:
        {{Indent(spec, 2)}}

        """;

    /// <summary>The same beside a policy, since settings alone are no policy.</summary>
    public static string Registry(string spec) => Document("RegistryAccess", spec) + "---\n" + Policy("images: [\"**\"]\ndeny: no-images", "beside");

    private static string Indent(string text, int blanks) =>
        string.Join('\n', text.Split('\n').Select(line => new string(' ', blanks) + line));
}
