using System.Text;

namespace ImageGate.EndToEnd.Parts;

/// <summary>Both webhooks, for every kind that runs containers. A namespace's label exempts it from one or both.</summary>
internal static class WebhookConfigurations
{
    public const string Mutating = "mutate.imagegate.dev";
    public const string Validating = "validate.imagegate.dev";
    public const string ExemptLabel = "imagegate.dev/exempt";

    public static string Yaml(int port, string authorityPem) => $"""
        apiVersion: admissionregistration.k8s.io/v1
        kind: MutatingWebhookConfiguration
        metadata: {"{"}name: imagegate{"}"}
        webhooks:
        {Webhook(Mutating, "mutate", port, authorityPem)}
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingWebhookConfiguration
        metadata: {"{"}name: imagegate{"}"}
        webhooks:
        {Webhook(Validating, "validate", port, authorityPem)}
        """;

    // The API server of 1.20 has CronJobs as batch/v1beta1, and batch/v1 in a rule does not match them.
    private static string Webhook(string name, string path, int port, string authorityPem) => $$"""
        - name: {{name}}
          clientConfig:
            url: https://127.0.0.1:{{port}}/{{path}}
            caBundle: {{Convert.ToBase64String(Encoding.ASCII.GetBytes(authorityPem))}}
          failurePolicy: Fail
          sideEffects: None
          timeoutSeconds: 10
          admissionReviewVersions: [v1]
          namespaceSelector:
            matchExpressions: [{key: {{ExemptLabel}}, operator: NotIn, values: [all, {{path}}]}]
          rules:
          - {operations: [CREATE, UPDATE], apiGroups: [""], apiVersions: [v1], resources: [pods, pods/ephemeralcontainers, podtemplates, replicationcontrollers]}
          - {operations: [CREATE, UPDATE], apiGroups: [apps], apiVersions: [v1], resources: [deployments, replicasets, statefulsets, daemonsets]}
          - {operations: [CREATE, UPDATE], apiGroups: [batch], apiVersions: [v1, v1beta1], resources: [jobs, cronjobs]}
        """;
}
