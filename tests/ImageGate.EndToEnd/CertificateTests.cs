using ImageGate.EndToEnd.Parts;

namespace ImageGate.EndToEnd;

public sealed class CertificateTests(EndToEndLab lab) : EndToEndTest(lab)
{
    [SkippableFact]
    public async Task New_connections_get_a_replaced_pair_and_a_broken_one_keeps_the_old()
    {
        string first = Lab.Certificate.Serial;
        (await SeenAsync()).Should().Be(first);

        string second = Lab.Certificate.Replace();
        second.Should().NotBe(first);
        await Eventually.SeeAsync(SeenAsync, serial => serial == second);

        int before = Complaints();
        Lab.Certificate.Break();
        await Eventually.SeeAsync(() => Task.FromResult(Complaints()), count => count > before);
        (await SeenAsync()).Should().Be(second);
        (await Lab.Gate.HealthAsync("/readyz")).Status.Should().Be(200);

        string third = Lab.Certificate.Replace();
        await Eventually.SeeAsync(SeenAsync, serial => serial == third);
        PushedImage image = await Lab.PushSignedAsync();
        (await Cluster.RunAsync(EndToEndLab.Guarded, Lab.NewName(), image.Text)).ShouldBeAdmitted();
    }

    private Task<string> SeenAsync() => Lab.Certificate.SeenAtAsync(Lab.Gate.WebhookPort);

    private int Complaints() => Lab.Gate.Log.Split("the old one stays").Length;
}
