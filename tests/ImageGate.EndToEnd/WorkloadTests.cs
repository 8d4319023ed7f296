using ImageGate.EndToEnd.Parts;

namespace ImageGate.EndToEnd;

public sealed class WorkloadTests(EndToEndLab lab) : EndToEndTest(lab)
{
    private const string InTemplate = ".spec.template.spec.containers[0].image";

    [SkippableTheory]
    [InlineData("replicaset", InTemplate)]
    [InlineData("statefulset", InTemplate)]
    [InlineData("daemonset", InTemplate)]
    [InlineData("replicationcontroller", InTemplate)]
    [InlineData("job", InTemplate)]
    [InlineData("cronjob", ".spec.jobTemplate.spec.template.spec.containers[0].image")]
    [InlineData("podtemplate", ".template.spec.containers[0].image")]
    public async Task Every_kind_is_admitted_when_signed_with_its_text_unchanged_and_denied_when_not(string kind, string path)
    {
        PushedImage signed = await Lab.PushSignedAsync();
        string name = Lab.NewName(kind);
        (await Cluster.CreateAsync(EndToEndLab.Guarded, Yaml(kind, name, signed.Text))).ShouldBeAdmitted();
        (await Cluster.ReadAsync(EndToEndLab.Guarded, $"{kind}/{name}", path)).Should().Be(signed.Text);

        PushedImage unsigned = await Lab.PushUnsignedAsync();
        (await Cluster.CreateAsync(EndToEndLab.Guarded, Yaml(kind, Lab.NewName(kind), unsigned.Text)))
            .ShouldBeDenied("NoSignature").Error.Should().Contain(path.TrimStart('.'));
    }

    [SkippableFact]
    public async Task The_Pod_of_a_Job_is_pinned()
    {
        PushedImage image = await Lab.PushSignedAsync();
        string name = Lab.NewName("job");
        (await Cluster.CreateAsync(EndToEndLab.Guarded, Yaml("job", name, image.Text))).ShouldBeAdmitted();
        await Eventually.SeeAsync(
            async () => (await Cluster.KubectlAsync("-n", EndToEndLab.Guarded, "get", "pods", "-l", "job-name=" + name, "-o", "jsonpath={.items[*].spec.containers[*].image}")).Succeeded(),
            images => images == image.Pinned,
            TimeSpan.FromSeconds(30));
    }

    private static string Yaml(string kind, string name, string image) => kind switch
    {
        "replicaset" => Workload.Templated("apps/v1", "ReplicaSet", name, image, Workload.Selector(name)),
        "statefulset" => Workload.Templated("apps/v1", "StatefulSet", name, image, $"serviceName: {name}, {Workload.Selector(name)}"),
        "daemonset" => Workload.Templated("apps/v1", "DaemonSet", name, image, Workload.Selector(name)),
        "replicationcontroller" => Workload.Templated("v1", "ReplicationController", name, image, $"selector: {{app: {name}}},"),
        "job" => Workload.Templated("batch/v1", "Job", name, image).Replace("restartPolicy: Always", "restartPolicy: Never", StringComparison.Ordinal),
        "cronjob" => Workload.CronJob(name, image),
        "podtemplate" => Workload.PodTemplate(name, image),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
