using static ImageGate.EndToEnd.Keyless.ComparedCase;

namespace ImageGate.EndToEnd.Keyless;

/// <summary>Who signed: identities, issuers, patterns, extensions, annotations.</summary>
internal static class IdentityCases
{
    public static IEnumerable<ComparedCase> All =>
    [
        Admitted("a workflow's bundle", "workflow", lab => lab.Images.Bundle),
        AdmittedInTag("a workflow's signature in the tag", "workflow", lab => lab.Images.Tag),
        AdmittedInTag("a workflow's signature in the tag by cosign 3", "workflow", lab => lab.Images.TagByCosign3),
        DeniedInTag("an unsigned image", "workflow", "NoSignature", lab => lab.Images.Unsigned),
        Denied("a bundle, another issuer wanted", "other-issuer", "IssuerMismatch", lab => lab.Images.Bundle) with { Says = "https://token.actions.githubusercontent.com" },
        DeniedInTag("in the tag, another issuer wanted", "other-issuer", "IssuerMismatch", lab => lab.Images.Tag),
        Denied("the same subject, vouched for by another issuer", "workflow", "IssuerMismatch", lab => lab.Images.By("github")),
        Denied("a bundle, another subject wanted", "other-subject", "SubjectMismatch", lab => lab.Images.Bundle) with { Says = "release.yml@refs/heads/main" },
        DeniedInTag("in the tag, another subject wanted", "other-subject", "SubjectMismatch", lab => lab.Images.Tag),
        Admitted("an e-mail address", "email", lab => lab.Images.By("email")),
        AdmittedInTag("an e-mail address in the tag", "email", lab => lab.Images.TagByEmail),
        Denied("an e-mail address of another issuer", "google", "IssuerMismatch", lab => lab.Images.By("email")),
        Admitted("an e-mail address of a public issuer", "google", lab => lab.Images.By("google")),
        Denied("a workflow where a person is wanted", "email", "IssuerMismatch", lab => lab.Images.Bundle),
        Admitted("a GitLab pipeline", "gitlab", lab => lab.Images.By("gitlab.com")),
        Admitted("a SPIFFE ID", "spiffe", lab => lab.Images.By("spiffe")),
        Admitted("a Kubernetes service account", "kubernetes", lab => lab.Images.By("kubernetes")),
        Admitted("a Buildkite pipeline", "buildkite", lab => lab.Images.By("buildkite")),
        Admitted("a URI", "uri", lab => lab.Images.By("uri")),
        Admitted("a user name", "username", lab => lab.Images.By("username")),
        Admitted("a pattern", "wildcard", lab => lab.Images.Bundle),
        AdmittedInTag("a pattern, in the tag", "wildcard", lab => lab.Images.Tag),
        Denied("a pattern of tags, a branch signed", "wildcard-tags", "SubjectMismatch", lab => lab.Images.Bundle),
        Denied("a pattern of another host", "wildcard-host", "SubjectMismatch", lab => lab.Images.Bundle),
        DeniedInTag("a pattern of another host, in the tag", "wildcard-host", "SubjectMismatch", lab => lab.Images.Tag),
        Denied("a pattern of a host that begins alike", "wildcard-longer-host", "SubjectMismatch", lab => lab.Images.Bundle),
        Denied("a dot in a pattern stands for itself", "wildcard-dot", "SubjectMismatch", lab => lab.Images.Bundle),
        Admitted("a regular expression", "expression", lab => lab.Images.Bundle),
        Denied("a regular expression of a part", "expression-part", "SubjectMismatch", lab => lab.Images.Bundle) with
        {
            Difference = "Regular expressions match the whole text",
            AcceptedBy = Accepted.ByCosign3,
        },
        DeniedInTag("a regular expression of the beginning", "expression-start", "SubjectMismatch", lab => lab.Images.Tag) with
        {
            Difference = "Regular expressions match the whole text",
            AcceptedBy = Accepted.ByCosign3 | Accepted.ByCosign2,
        },
        Admitted("an extension", "right-repository", lab => lab.Images.Bundle),
        AdmittedInTag("an extension, in the tag", "right-repository", lab => lab.Images.Tag),
        Denied("another extension wanted", "wrong-repository", "IdentityExtensionMismatch", lab => lab.Images.Bundle) with { Says = "githubWorkflowRepository" },
        DeniedInTag("another extension wanted, in the tag", "wrong-repository", "IdentityExtensionMismatch", lab => lab.Images.Tag),
        Admitted("an annotation", "annotated", lab => lab.Images.BundleAnnotated),
        AdmittedInTag("an annotation, in the tag", "annotated", lab => lab.Images.TagAnnotated),
        Denied("no annotation", "annotated", "AnnotationMismatch", lab => lab.Images.Bundle),
        DeniedInTag("no annotation, in the tag", "annotated", "AnnotationMismatch", lab => lab.Images.Tag),
        Denied("one of two signers", "two", "NotEnoughSigners", lab => lab.Images.Bundle) with { Says = "1 of 2" },
        Admitted("two signers, one in each layout", "two", lab => lab.Images.ByTwo) with { Difference = "Both layouts count" },
    ];
}
