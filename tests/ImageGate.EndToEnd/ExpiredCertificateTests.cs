using System.Globalization;
using ImageGate.EndToEnd.Parts;

namespace ImageGate.EndToEnd;

/// <summary>A certificate that its owner forgot to renew.</summary>
public sealed class ExpiredCertificateTests(EndToEndLab lab) : ApiTest(lab)
{
    private const string Label = "imagegate.dev/expired";

    [SkippableFact]
    public async Task Nothing_is_admitted_the_metric_says_why_and_a_new_pair_heals_it_without_a_restart()
    {
        using var pair = new ServerPair(Lab.NewFolder("tls"));
        pair.Expire();
        Dictionary<string, string> settings = Lab.Settings();
        settings["Tls__CertificateFile"] = pair.CertificateFile;
        settings["Tls__KeyFile"] = pair.KeyFile;
        string home = Lab.NewName("guarded");
        PushedImage image = await Lab.PushSignedAsync();
        await MakeGuardedAsync(home, Label + ": used");

        // Ready: with a replica that is taken out of the Service nothing would be better.
        await using GateProcess gate = await GateProcess.StartAsync(Lab.NewFolder("gate"), settings);
        (await Cluster.InputAsync(WebhookConfigurations.Yaml(gate.WebhookPort, pair.AuthorityPem, "expired", $"matchLabels: {{{Label}: used}}"), "create", "-f", "-")).Succeeded();
        CommandResult refused = await Eventually.SeeAsync(() => Cluster.RunAsync(home, Lab.NewName(), image.Text, "--dry-run=server"), result => result.ExitCode != 0);
        refused.Error.Should().Contain("failed calling webhook").And.Contain("certificate has expired");
        (await gate.HealthAsync("/readyz?verbose")).Text.Should().Contain("[+] certificate: expired at");
        (await ExpiryAsync(gate)).Should().BeBefore(DateTimeOffset.UtcNow);

        pair.Replace();
        await Eventually.SeeAsync(() => Cluster.RunAsync(home, Lab.NewName(), image.Text, "--dry-run=server"), result => result.ExitCode == 0, TimeSpan.FromSeconds(30));
        (await ExpiryAsync(gate)).Should().BeAfter(DateTimeOffset.UtcNow);
    }

    private static async Task<DateTimeOffset> ExpiryAsync(GateProcess gate)
    {
        const string Metric = "imagegate_certificate_expiry_timestamp_seconds ";
        string line = (await gate.HealthAsync("/metrics")).Text.Split('\n').Single(line => line.StartsWith(Metric, StringComparison.Ordinal));
        return DateTimeOffset.FromUnixTimeSeconds(long.Parse(line[Metric.Length..], CultureInfo.InvariantCulture));
    }
}
