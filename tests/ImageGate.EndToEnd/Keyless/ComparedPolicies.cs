using ImageGate.EndToEnd.Parts;

namespace ImageGate.EndToEnd.Keyless;

/// <summary>The policies of the comparison. What they have in common is written once; what differs stands side by side.</summary>
internal static class ComparedPolicies
{
    private const string Actions = "https://token.actions.githubusercontent.com";
    private const string Workflow = "https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main";

    // What policies call the identity, and cosign.
    private static readonly string[] WorkflowFlags = ["--certificate-identity", Workflow, "--certificate-oidc-issuer", Actions];
    private static readonly string[] CraftedFlags = ["--certificate-identity", CraftedSigstore.Subject, "--certificate-oidc-issuer", Actions];

    public static IEnumerable<ComparedPolicy> All(KeylessLab lab) => [.. Identities(lab), .. Patterns(lab), .. Roots(lab), .. Keys(lab), .. Attestations(lab)];

    private static IEnumerable<ComparedPolicy> Identities(KeylessLab lab)
    {
        yield return Exact("workflow", lab, Actions, Workflow);
        yield return Exact("other-issuer", lab, "https://gitlab.com", Workflow);
        yield return Exact("other-subject", lab, Actions, "https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main2");
        yield return Exact("email", lab, lab.Own.OidcUrl + "/email", "jane@example.com");
        yield return Exact("google", lab, "https://accounts.google.com", "jane@example.com");
        yield return Exact("gitlab", lab, "https://gitlab.com", "https://gitlab.com/acme/app//.gitlab-ci.yml@refs/heads/main");
        yield return Exact("spiffe", lab, lab.Own.OidcUrl + "/spiffe", "spiffe://example.org/ns/ci/sa/builder");
        yield return Exact("kubernetes", lab, lab.Own.OidcUrl + "/kubernetes", "https://kubernetes.io/namespaces/ci/serviceaccounts/builder");
        yield return Exact("buildkite", lab, lab.Own.OidcUrl + "/buildkite", "https://buildkite.com/acme/app");
        yield return Exact("uri", lab, lab.Own.OidcUrl + "/uri", "http://127.0.0.1/users/1");
        yield return Exact("username", lab, lab.Own.OidcUrl + "/username", "jane!127.0.0.1");
        yield return Signed(lab, "annotated", Signer(Actions, Workflow, more: ", annotations: {env: prod}"), [.. WorkflowFlags, "-a", "env=prod"]);
        yield return Signed(lab, "right-repository", Signer(Actions, Workflow, "extensions: {githubWorkflowRepository: acme/app, githubWorkflowTrigger: push}"), [
            .. WorkflowFlags, "--certificate-github-workflow-repository", "acme/app", "--certificate-github-workflow-trigger", "push"]);
        yield return Signed(lab, "wrong-repository", Signer(Actions, Workflow, "extensions: {githubWorkflowRepository: acme/other}"), [
            .. WorkflowFlags, "--certificate-github-workflow-repository", "acme/other"]);
        yield return new ComparedPolicy(
            "two",
            $"require: {{atLeast: 2, signers: [{Signer(Actions, Workflow)}, {Signer(lab.Own.OidcUrl + "/email", "jane@example.com", name: "b")}]}}",
            Verify(lab.Own.Files, WorkflowFlags),
            Verify(lab.Own.Files, "--certificate-identity", "jane@example.com", "--certificate-oidc-issuer", lab.Own.OidcUrl + "/email"));
    }

    private static IEnumerable<ComparedPolicy> Patterns(KeylessLab lab)
    {
        ComparedPolicy Pattern(string name, string subject, string expression) =>
            Signed(lab, name, Signer(Actions, subject), ["--certificate-identity-regexp", expression, "--certificate-oidc-issuer", Actions]);
        ComparedPolicy Expression(string name, string expression) => Signed(
            lab,
            name,
            $"{{name: a, keyless: {{issuer: \"{Actions}\", subjectRegex: '{expression}', trustRoot: own}}}}",
            ["--certificate-identity-regexp", expression, "--certificate-oidc-issuer", Actions]);
        yield return Pattern("wildcard", "https://github.com/acme/*/.github/workflows/release.yml@refs/heads/*", @"^https://github\.com/acme/\S*/\.github/workflows/release\.yml@refs/heads/\S*$");
        yield return Pattern("wildcard-tags", "https://github.com/acme/*@refs/tags/*", @"^https://github\.com/acme/\S*@refs/tags/\S*$");
        yield return Pattern("wildcard-host", "https://git.example/*", @"^https://git\.example/\S*$");
        yield return Pattern("wildcard-longer-host", "https://github.com.evil.example/*", @"^https://github\.com\.evil\.example/\S*$");
        yield return Pattern("wildcard-dot", "https://github.com/acme/app/.github.workflows/*", @"^https://github\.com/acme/app/\.github\.workflows/\S*$");
        yield return Expression("expression", @"https://github\.com/acme/app/.*@refs/heads/main");
        yield return Expression("expression-part", "github.com/acme/app/");
        yield return Expression("expression-start", "https://github.com/acme/app");
    }

    private static IEnumerable<ComparedPolicy> Roots(KeylessLab lab)
    {
        foreach (string root in (string[])["stranger", "other-ca", "other-logs", "other-ct", "other-tsa", "ended-ca", "ended-tsa", "ended-logs"])
        {
            yield return new ComparedPolicy("root-" + root, Require(Signer(Actions, Workflow, root: root)), Verify(lab.Roots[root], WorkflowFlags));
        }

        yield return new ComparedPolicy(
            "without-log", Require(Signer(Actions, Workflow, root: "own-without-log")), Verify(lab.Own.Files, [.. WorkflowFlags, "--insecure-ignore-tlog", "--use-signed-timestamps"]));
        yield return new ComparedPolicy("crafted", Require(Signer(Actions, CraftedSigstore.Subject, root: "crafted")), Verify(lab.Crafted.Files, CraftedFlags));
    }

    private static IEnumerable<ComparedPolicy> Keys(KeylessLab lab)
    {
        ComparedPolicy Key(string name, SigningKey key, string log, params string[] flags) => new(
            name,
            Require($"{{name: a, key: {{file: {key.PublicFile}}}, {log}}}"),
            Verify(lab.Own.Files, ["--key", key.PublicFile, .. flags]));
        yield return Key("key", lab.Keys.Release, "trustRoot: own");
        yield return Key("key-without-log", lab.Keys.Release, "transparencyLog: notRequired", "--insecure-ignore-tlog");
        yield return Key("other-key", lab.Keys.Mallory, "trustRoot: own");
        yield return new ComparedPolicy(
            "key-attested",
            Require($"{{name: a, key: {{file: {lab.Keys.Release.PublicFile}}}, trustRoot: own}}") + Attestation("[a]"),
            Verify(lab.Own.Files, "--key", lab.Keys.Release.PublicFile),
            VerifyAttestation(lab.Own.Files, KeylessSigner.Provenance, "--key", lab.Keys.Release.PublicFile));
    }

    private static IEnumerable<ComparedPolicy> Attestations(KeylessLab lab)
    {
        string[] email = ["--certificate-identity", "jane@example.com", "--certificate-oidc-issuer", lab.Own.OidcUrl + "/email"];
        yield return new ComparedPolicy(
            "attested",
            Require(Signer(Actions, Workflow)) + Attestation("[a]"),
            Verify(lab.Own.Files, WorkflowFlags),
            VerifyAttestation(lab.Own.Files, KeylessSigner.Provenance, WorkflowFlags));
        yield return new ComparedPolicy(
            "attested-by-email",
            Require(Signer(Actions, Workflow)) + Attestation($"[{Signer(lab.Own.OidcUrl + "/email", "jane@example.com", name: "b")}]"),
            Verify(lab.Own.Files, WorkflowFlags),
            VerifyAttestation(lab.Own.Files, KeylessSigner.Provenance, email));
        foreach ((string name, string more) in new[] { ("crafted-attested", ""), ("crafted-young", ", maxAge: 30m"), ("crafted-old", ", maxAge: 3h") })
        {
            yield return new ComparedPolicy(
                name,
                Require(Signer(Actions, CraftedSigstore.Subject, root: "crafted")) + Attestation("[a]", more),
                Verify(lab.Crafted.Files, CraftedFlags),
                VerifyAttestation(lab.Crafted.Files, KeylessSigner.Provenance, CraftedFlags));
        }
    }

    private static ComparedPolicy Exact(string name, KeylessLab lab, string issuer, string subject) =>
        Signed(lab, name, Signer(issuer, subject), ["--certificate-identity", subject, "--certificate-oidc-issuer", issuer]);

    private static ComparedPolicy Signed(KeylessLab lab, string name, string signer, string[] flags) => new(name, Require(signer), Verify(lab.Own.Files, flags));

    private static CosignQuestion Verify(SigstoreFiles files, params string[] flags) => new("verify", files, flags);

    private static CosignQuestion VerifyAttestation(SigstoreFiles files, string type, params string[] flags) => new("verify-attestation", files, ["--type", type, .. flags]);

    private static string Require(string signer) => $"require: {{signers: [{signer}]}}";

    private static string Attestation(string signers, string more = "") =>
        $"\n  attestations: [{{name: wanted, predicateType: \"{KeylessSigner.Provenance}\", signers: {signers}{more}}}]";

    private static string Signer(string issuer, string subject, string? keyless = null, string root = "own", string name = "a", string more = "") =>
        $"{{name: {name}, keyless: {{issuer: \"{issuer}\", subject: \"{subject}\", {(keyless is null ? "" : keyless + ", ")}trustRoot: {root}}}{more}}}";
}
