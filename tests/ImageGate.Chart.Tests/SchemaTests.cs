namespace ImageGate.Chart.Tests;

/// <summary>Mistakes in values, and what is said of them.</summary>
public sealed class SchemaTests
{
    [SkippableTheory]
    [InlineData("replica=3", "Additional property replica is not allowed")]
    [InlineData("webhook.failurepolicy=Fail", "Additional property failurepolicy is not allowed")]
    [InlineData("image.name=x", "Additional property name is not allowed")]
    [InlineData("replicas=two", "replicas: Invalid type. Expected: integer, given: string")]
    [InlineData("replicas=0", "replicas: Must be greater than or equal to 1")]
    [InlineData("autoscaling.minReplicas=1", "autoscaling.minReplicas: Must be greater than or equal to 2")]
    [InlineData("podDisruptionBudget.maxUnavailable=0", "podDisruptionBudget.maxUnavailable: Must be greater than or equal to 1")]
    [InlineData("podDisruptionBudget.maxUnavailable=100%", "podDisruptionBudget.maxUnavailable: Does not match pattern")]
    [InlineData("webhook.failurePolicy=fail", "webhook.failurePolicy: webhook.failurePolicy must be one of the following: \"Fail\", \"Ignore\"")]
    [InlineData("webhook.timeoutSeconds=31", "webhook.timeoutSeconds: Must be less than or equal to 30")]
    [InlineData("webhook.reinvocationPolicy=Always", "webhook.reinvocationPolicy must be one of")]
    [InlineData("webhook.mutate=false,webhook.validate=false", "webhook: Must validate at least one schema")]
    [InlineData("webhook.mutate=yes", "webhook.mutate: Invalid type. Expected: boolean, given: string")]
    [InlineData("webhook.exemptNamespaces={Kube_System}", "webhook.exemptNamespaces.0: Does not match pattern")]
    [InlineData("webhook.objectSelector.labels.a=b", "Additional property labels is not allowed")]
    [InlineData("webhook.matchConditions[0].name=x", "webhook.matchConditions.0: expression is required")]
    [InlineData("webhook.namespaceSelector.matchExpressions[0].key=a,webhook.namespaceSelector.matchExpressions[0].operator=Equals", "matchExpressions.0.operator must be one of")]
    [InlineData("certificates.source=Vault", "certificates.source must be one of the following: \"SelfManaged\", \"CertManager\", \"Provided\"")]
    [InlineData("certificates.certManager.issuerRef.name=company", "certificates.certManager.issuerRef: kind is required")]
    [InlineData("certificates.certManager.duration=90d", "certificates.certManager.duration: Does not match pattern")]
    [InlineData("certificates.provided.caBundle=LS0tLS1CRUdJTg==", "certificates.provided.caBundle: Does not match pattern")]
    [InlineData("image.digest=sha256:abc", "image.digest: Does not match pattern")]
    [InlineData("image.pullPolicy=Sometimes", "image.pullPolicy must be one of")]
    [InlineData("policies.release=x", "policies: Additional property release is not allowed")]
    [InlineData("settings.log.Level=Debug", "settings: Additional property log is not allowed")]
    [InlineData("settings.Log=Debug", "settings.Log: Invalid type. Expected: object, given: string")]
    [InlineData("alerts.config=slack", "alerts.config: Does not match pattern")]
    [InlineData("alerts.url=https://hooks.example", "Additional property url is not allowed")]
    [InlineData("resources.request.cpu=1", "Additional property request is not allowed")]
    [InlineData("proxy.https=proxy:3128", "proxy.https: Does not match pattern")]
    [InlineData("networkPolicy.egressPorts={70000}", "networkPolicy.egressPorts.0: Must be less than or equal to 65535")]
    [InlineData("metrics.monitor=true", "metrics.monitor must be one of")]
    [InlineData("keySecrets[0].name=a", "keySecrets.0: namespace is required")]
    [InlineData("keySecrets[0].name=a,keySecrets[0].namespace=a.b", "keySecrets.0.namespace: Does not match pattern")]
    [InlineData("keySecrets[0].name=A,keySecrets[0].namespace=a", "keySecrets.0.name: Does not match pattern")]
    [InlineData("imagePullSecrets={pull}", "imagePullSecrets.0: Invalid type. Expected: object, given: string")]
    [InlineData("fullnameOverride=Gate", "fullnameOverride: Does not match pattern")]
    public async Task A_wrong_value_is_refused(string set, string message) =>
        (await RenderedChart.RefusalAsync("--set", "policiesConfigMap=mine", "--set", set)).Should().Contain(message);

    [SkippableTheory]
    [InlineData("admission.optIn=false", "there is no policy, so nothing would be admitted")]
    [InlineData("policiesConfigMap=mine,policies.a\\.yaml=x", "policies and policiesConfigMap exclude each other")]
    [InlineData("policiesConfigMap=mine,alerts.secret=mine,alerts.config=kind: AlertConfig", "alerts.config and alerts.secret exclude each other")]
    [InlineData("policiesConfigMap=mine,certificates.source=Provided,certificates.provided.caBundle=-----BEGIN CERTIFICATE-----", "certificates.provided.secretName names the Secret")]
    [InlineData("policiesConfigMap=mine,certificates.source=Provided,certificates.provided.secretName=x", "certificates.provided.caBundle is the PEM")]
    [InlineData("policiesConfigMap=mine,serviceAccount.create=false", "serviceAccount.name has to name one")]
    [InlineData("policiesConfigMap=mine,certificateAuthorities.configMap=x,certificateAuthorities.pem=-----BEGIN CERTIFICATE-----", "certificateAuthorities.pem and certificateAuthorities.configMap exclude each other")]
    [InlineData("policiesConfigMap=mine,autoscaling.enabled=true,autoscaling.minReplicas=9", "autoscaling.minReplicas is above autoscaling.maxReplicas")]
    public async Task Values_that_do_not_go_together_are_refused(string set, string message) =>
        (await RenderedChart.RefusalAsync("--set", set)).Should().Contain(message);

    [SkippableFact]
    public async Task A_cluster_that_is_too_old_is_refused() =>
        (await RenderedChart.RefusalAsync("--set", "policiesConfigMap=mine", "--kube-version", "1.19.9")).Should().Contain("chart requires kubeVersion");
}
