using System.Text;

namespace ImageGate.EndToEnd.Parts;

/// <summary>Both webhooks, for every kind that runs containers. A namespace's label exempts it from one or both.</summary>
internal static class WebhookConfigurations
{
    public const string Mutating = "mutate.imagegate.dev";
    public const string Validating = "validate.imagegate.dev";
    public const string ExemptLabel = "imagegate.dev/exempt";

    /// <summary>Both configurations.</summary>
    /// <param name="port">Where the server listens.</param>
    /// <param name="authorityPem">Whose certificate it shows.</param>
    /// <param name="name">Their name.</param>
    /// <param name="selector">Which namespaces they guard; null: those without the label.</param>
    public static string Yaml(int port, string authorityPem, string name = "imagegate", string? selector = null) => $"""
        apiVersion: admissionregistration.k8s.io/v1
        kind: MutatingWebhookConfiguration
        metadata: {"{"}name: {name}{"}"}
        webhooks:
        {Webhook(Mutating, "mutate", port, authorityPem, selector)}
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingWebhookConfiguration
        metadata: {"{"}name: {name}{"}"}
        webhooks:
        {Webhook(Validating, "validate", port, authorityPem, selector)}
        """;

    // The API server of 1.20 has CronJobs as batch/v1beta1, and batch/v1 in a rule does not match them.
    private static string Webhook(string name, string path, int port, string authorityPem, string? selector) => $$"""
        - name: {{name}}
          clientConfig:
            url: https://127.0.0.1:{{port}}/{{path}}
            caBundle: {{Convert.ToBase64String(Encoding.ASCII.GetBytes(authorityPem))}}
          failurePolicy: Fail
          sideEffects: None
          timeoutSeconds: 10
          admissionReviewVersions: [v1]
          namespaceSelector:
            {{selector ?? $"matchExpressions: [{{key: {ExemptLabel}, operator: NotIn, values: [all, {path}]}}]"}}
          rules:
          - {operations: [CREATE, UPDATE], apiGroups: [""], apiVersions: [v1], resources: [pods, pods/ephemeralcontainers, podtemplates, replicationcontrollers]}
          - {operations: [CREATE, UPDATE], apiGroups: [apps], apiVersions: [v1], resources: [deployments, replicasets, statefulsets, daemonsets]}
          - {operations: [CREATE, UPDATE], apiGroups: [batch], apiVersions: [v1, v1beta1], resources: [jobs, cronjobs]}
        """;
}
