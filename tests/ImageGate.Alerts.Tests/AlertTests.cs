namespace ImageGate.Alerts.Tests;

public sealed class AlertTests
{
    [Fact]
    public void Every_text_is_one_printable_bounded_line_whatever_was_put_in()
    {
        Alert alert = Samples.Hostile with { ReasonCode = Samples.Nasty };
        string[] names = [alert.ReasonCode, alert.RequestId, alert.Namespace, alert.Kind, alert.Name, alert.Owner, alert.User, .. alert.Policies];

        names.Should().OnlyContain(text => text.Length == Limits.MaxNameCharacters && text.EndsWith('…'));
        alert.Message.Should().HaveLength(Limits.MaxMessageCharacters);
        alert.Again(7, TimeSpan.FromMinutes(10), Samples.Time).Text.Length.Should().BeLessThanOrEqualTo(Limits.MaxMessageCharacters);
        alert.Images.Should().OnlyContain(image => image.Text.Length <= Limits.MaxImageCharacters && image.Text.EndsWith('…'));
        names.Append(alert.Message).Concat(alert.Images.Select(image => image.Text)).Should().OnlyContain(text => !text.Any(char.IsControl) && !text.Contains('\u202E'));
    }

    [Fact]
    public void The_same_trouble_has_the_same_key_whatever_the_order_and_the_number_of_its_images()
    {
        Alert one = Samples.Alert with { Policies = ["a", "b"], Images = [Samples.Image("x:1"), Samples.Image("y:1")] };

        (one with { Policies = ["b", "a"] }).Key.Should().Be(one.Key);
        (one with { Images = [Samples.Image("y:2"), Samples.Image("x:1"), Samples.Image("x:2")] }).Key.Should().Be(one.Key);
        (one with { Policies = ["ab"] }).Key.Should().NotBe(one.Key);
    }

    [Fact]
    public void The_kind_counts_where_there_is_no_controller()
    {
        Alert ownerless = Samples.Alert with { Owner = "" };

        (ownerless with { Kind = "Deployment" }).Key.Should().NotBe(ownerless.Key);
        (Samples.Alert with { Kind = "Deployment" }).Key.Should().Be(Samples.Alert.Key);
    }
}
