using ImageGate.Testing.Chart;

namespace ImageGate.Chart.Tests;

public sealed class NotesTests
{
    [SkippableTheory]
    [InlineData("replicas=2", "helm -n imagegate test imagegate", "WARNING")]
    [InlineData("admission.optIn=true", "Only namespaces labelled imagegate.dev/admission=enabled are checked", "All namespaces")]
    [InlineData("webhook.failurePolicy=Ignore", "WARNING: failurePolicy is Ignore", "one replica")]
    [InlineData("replicas=1", "WARNING: with one replica", "failurePolicy")]
    public async Task The_notes_say_how_to_try_it_and_what_is_weak(string value, string said, string unsaid) =>
        (await NotesAsync("--set", value)).Should().Contain(said).And.NotContain(unsaid);

    [SkippableFact]
    public async Task The_notes_of_an_old_cluster_say_what_it_does_not_know() =>
        (await NotesAsync("--kube-version", "1.20.2", "--set", "webhook.matchConditions[0].name=a,webhook.matchConditions[0].expression=b"))
            .Should().Contain("kubectl label namespace imagegate kube-system imagegate.dev/admission=disabled").And.Contain("does not know matchConditions");

    private static async Task<string> NotesAsync(params string[] flags)
    {
        ChartRendering rendering = await ChartRenderer.RenderAsync(["--set", "policiesConfigMap=mine", "--notes", .. flags]);
        Skip.If(rendering.IsMissing, rendering.Error);
        return rendering.Succeeded();
    }
}
