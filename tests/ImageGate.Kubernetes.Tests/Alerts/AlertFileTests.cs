using ImageGate.Alerts;
using ImageGate.Alerts.Payloads;
using ImageGate.Kubernetes.Alerts;
using ImageGate.Testing;

namespace ImageGate.Kubernetes.Tests.Alerts;

public sealed class AlertFileTests : IDisposable
{
    private const string Minimal = "- {name: ops, events: [denied], format: slack, url: 'https://hooks.slack.example/T/B/hush'}";

    private readonly AlertFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_not_written_has_its_default()
    {
        ReceiverSettings receiver = _folder.One(Minimal);

        (receiver.Name, receiver.Address, receiver.Format).Should().Be(("ops", new Uri("https://hooks.slack.example/T/B/hush"), PayloadFormat.Slack));
        receiver.Events.Should().Equal(AlertEvent.Denied);
        (receiver.Priority, receiver.Window, receiver.Timeout).Should().Be((3, TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(10)));
        (receiver.Proxy, receiver.CaBundle, receiver.PayloadFields, receiver.DenyIfUndelivered).Should().Be((null, null, null, false));
        receiver.Headers.Should().BeEmpty();
    }

    [Fact]
    public void Everything_that_is_written_counts()
    {
        using var authority = new TestCertificateAuthority();
        _folder.Write("url", "https://alerts.acme.example/x?sig=hush\n");
        _folder.Write("token", "Bearer hush\r\n");
        ReceiverSettings receiver = _folder.One($$"""
            - name: siem
              events: [denied, wouldDeny, admitted, unavailable, policiesRejected]
              template: '{"a": "{{"{{"}} images {{"}}"}}"}'
              urlFile: url
              headers: [{name: Authorization, valueFile: token}, {name: X-Team, value: sec}]
              payloadFields: {a: {b: 1}, c: [x, true]}
              priority: 1
              window: 1h
              timeout: 5s
              proxy: http://proxy.acme.example:3128
              caBundle: "{{authority.Pem.ReplaceLineEndings("\\n")}}"
              denyIfUndelivered: true
            """);

        receiver.Address.Should().Be(new Uri("https://alerts.acme.example/x?sig=hush"));
        receiver.Events.Should().Equal(Enum.GetValues<AlertEvent>());
        receiver.Headers.Select(header => (header.Name, header.Value)).Should().Equal(("Authorization", "Bearer hush"), ("X-Team", "sec"));
        receiver.PayloadFields!.ToJsonString().Should().Be("""{"a":{"b":1},"c":["x",true]}""");
        (receiver.Priority, receiver.Window, receiver.Timeout, receiver.DenyIfUndelivered).Should().Be((1, TimeSpan.FromHours(1), TimeSpan.FromSeconds(5), true));
        receiver.Proxy.Should().Be(new Uri("http://proxy.acme.example:3128"));
        receiver.CaBundle.Should().Contain("BEGIN CERTIFICATE");
    }

    [Fact]
    public void Formats_with_one_address_need_none()
    {
        _folder.Write("key", "0123456789abcdef0123456789abcdef\n");

        _folder.One("- {name: a, events: [denied], format: opsgenie}").Address.Should().Be(new Uri("https://api.opsgenie.com/v2/alerts"));
        _folder.One("- {name: a, events: [denied], format: pagerDuty, routingKeyFile: key}").Address.Should().Be(new Uri("https://events.pagerduty.com/v2/enqueue"));
        _folder.One("- {name: a, events: [denied], format: opsgenie, url: 'https://api.eu.opsgenie.com/v2/alerts'}").Address.Host.Should().Be("api.eu.opsgenie.com");
    }

    [Theory]
    [InlineData("slack")]
    [InlineData("teams")]
    [InlineData("opsgenie")]
    [InlineData("ecs")]
    [InlineData("sysdig")]
    [InlineData("cloudEvents")]
    [InlineData("webhook")]
    public void Every_format_has_a_name(string format) =>
        _folder.One($"- {{name: a, events: [denied], format: {format}, url: 'https://x.example'}}").Format.GetType().Name.Should().BeEquivalentTo(format + "Format");

    [Fact]
    public void The_cluster_has_a_name() =>
        _folder.Config(AlertFolder.Document(Minimal, "cluster: prod-eu")).Cluster.Should().Be("prod-eu");

    [Theory]
    [InlineData("- {name: a, events: [denied], tiemout: 1s, format: slack, url: 'https://x.example'}", "spec.receivers[0].tiemout: unknown field: did you mean `timeout`?")]
    [InlineData("- {name: a, format: slack, url: 'https://x.example'}", "spec.receivers[0].events: is missing")]
    [InlineData("- {name: a, events: [], format: slack, url: 'https://x.example'}", "spec.receivers[0].events: the list is empty")]
    [InlineData("- {name: a, events: [denied, denied], format: slack, url: 'https://x.example'}", "spec.receivers[0].events[1]: is there twice")]
    [InlineData("- {name: a, events: [rejected], format: slack, url: 'https://x.example'}", "unknown value `rejected`")]
    [InlineData("- {events: [denied], format: slack, url: 'https://x.example'}", "spec.receivers[0].name: is missing")]
    [InlineData("- {name: A_B, events: [denied], format: slack, url: 'https://x.example'}", "spec.receivers[0].name: is not a valid name")]
    [InlineData("- {name: a, events: [denied], format: slak, url: 'https://x.example'}", "spec.receivers[0].format: unknown value `slak`: did you mean `slack`?")]
    [InlineData("- {name: a, events: [denied], url: 'https://x.example'}", "spec.receivers[0]: has no format")]
    [InlineData("- {name: a, events: [denied], format: slack, template: '{}', url: 'https://x.example'}", "has `format` and `template`: write exactly one of them")]
    [InlineData("- {name: a, events: [denied], format: slack}", "spec.receivers[0]: has no address")]
    [InlineData("- {name: a, events: [denied], format: slack, url: 'https://x.example', urlFile: x}", "has `url` and `urlFile`: write exactly one of them")]
    [InlineData("- {name: a, events: [denied], format: slack, url: 'http://x.example/hush'}", "spec.receivers[0].url: is not encrypted")]
    [InlineData("- {name: a, events: [denied], format: slack, url: 'https://x.example/hush', insecureHttp: true}", "spec.receivers[0].url: is encrypted: remove `insecureHttp`")]
    [InlineData("- {name: a, events: [denied], format: slack, url: 'https://u:hush@x.example'}", "spec.receivers[0].url: has a user name")]
    [InlineData("- {name: a, events: [denied], format: slack, url: 'file:///hush'}", "spec.receivers[0].url: is not an address")]
    [InlineData("- {name: a, events: [denied], format: slack, url: 'hooks.slack.com/hush'}", "spec.receivers[0].url: is not an address")]
    [InlineData("- {name: a, events: [denied], format: slack, url: \"https://x.example/\\nhush\"}", "spec.receivers[0].url: is not an address")]
    [InlineData("- {name: a, events: [denied], format: slack, urlFile: gone}", "spec.receivers[0].urlFile: the file cannot be used: it does not exist")]
    [InlineData("- {name: a, events: [denied], format: slack, urlFile: ../gone}", "`..` is not allowed")]
    [InlineData("- {name: a, events: [denied], format: slack, urlFile: empty}", "spec.receivers[0].urlFile: the file is empty")]
    [InlineData("- {name: a, events: [denied], format: pagerDuty}", "spec.receivers[0]: has no key of the integration")]
    [InlineData("- {name: a, events: [denied], format: slack, url: 'https://x.example', routingKey: hush}", "spec.receivers[0].routingKey: is for `format: pagerDuty`")]
    [InlineData("- {name: a, events: [denied], format: slack, url: 'https://x.example', priority: 6}", "spec.receivers[0].priority: is out of range")]
    [InlineData("- {name: a, events: [denied], format: slack, url: 'https://x.example', window: 2d}", "spec.receivers[0].window: is over 86400 seconds")]
    [InlineData("- {name: a, events: [denied], format: slack, url: 'https://x.example', timeout: 2m}", "spec.receivers[0].timeout: is over 60 seconds")]
    [InlineData("- {name: a, events: [denied], format: slack, url: 'https://x.example', proxy: 'http://u:hush@proxy:1'}", "spec.receivers[0].proxy: is not the address of a proxy")]
    [InlineData("- {name: a, events: [denied], format: slack, url: 'https://x.example', caBundle: x}", "spec.receivers[0].caBundle: there is no PEM block")]
    [InlineData("- {name: a, events: [denied], format: slack, url: 'https://x.example', payloadFields: x}", "spec.receivers[0].payloadFields: is a text: write a mapping")]
    [InlineData("- {name: a, events: [denied], format: slack, url: 'https://x.example', payloadFields: {a: 1.5}}", "spec.receivers[0].payloadFields.a: is a number: write it in quotes")]
    [InlineData("- {name: a, events: [denied, unavailable], format: slack, url: 'https://x.example', denyIfUndelivered: true}", "spec.receivers[0].denyIfUndelivered: has no effect")]
    [InlineData("- {name: a, events: [denied], format: slack, url: 'https://x.example', headers: [{name: Host, value: hush}]}", "headers[0].name: is no header that can be set")]
    [InlineData("- {name: a, events: [denied], format: slack, url: 'https://x.example', headers: [{name: X-A, value: \"hush\\r\\nX-B: c\"}]}", "headers[0].value: cannot be sent as a header")]
    [InlineData("- {name: a, events: [denied], format: slack, url: 'https://x.example', headers: [{name: X-A, valueFile: two-lines}]}", "headers[0].valueFile: cannot be sent as a header")]
    [InlineData("- {name: a, events: [denied], format: slack, url: 'https://x.example', headers: [{name: X-A}]}", "headers[0]: has no value")]
    [InlineData("- {name: a, events: [denied], format: slack, url: 'https://x.example', headers: [{name: X-A, value: hush}, {name: x-a, value: b}]}", "headers[1]: the header `x-a` is there twice")]
    [InlineData("- {name: a, events: [denied], template: '{\"a\": \"{{ image }}\"}', url: 'https://x.example'}", "spec.receivers[0].template: the template has an unknown placeholder `image`: did you mean `images`?")]
    [InlineData("- {name: a, events: [denied], template: '{\"a\": hush}', url: 'https://x.example'}", "spec.receivers[0].template: the template is not JSON once it is filled in (line 1 of the template)")]
    public void A_mistake_is_said_with_its_place_and_without_secrets(string receiver, string expected)
    {
        _folder.Write("empty", "\n");
        _folder.Write("two-lines", "hush\nHost: evil\n");

        string error = _folder.Errors(receiver).Should().ContainSingle().Subject;

        error.Should().StartWith("alerts.yaml:").And.Contain(expected).And.NotContain("hush");
    }

    [Fact]
    public void Names_are_unique_and_all_errors_are_said_at_once() =>
        _folder.Errors($"{Minimal}\n{Minimal}\n- {{}}").Should().HaveCount(4)
            .And.ContainMatch("alerts.yaml:8:7: spec.receivers[1]: the name `ops` is there twice*").And.ContainMatch("*spec.receivers[2].name: is missing*");

    [Theory]
    [InlineData("", "has 0 documents: write one, of kind `AlertConfig`")]
    [InlineData("a: [", "not valid YAML")]
    [InlineData("apiVersion: imagegate.dev/v1\nkind: TrustPolicy\nmetadata: {name: a}\nspec: {receivers: []}", "kind: unknown value `TrustPolicy`: write `AlertConfig`")]
    [InlineData("apiVersion: imagegate.dev/v2\nkind: AlertConfig\nmetadata: {name: a}\nspec: {receivers: []}", "apiVersion: unknown value")]
    [InlineData("apiVersion: imagegate.dev/v1\nkind: AlertConfig\nspec: {receivers: []}", "metadata: is missing")]
    [InlineData("apiVersion: imagegate.dev/v1\nkind: AlertConfig\nmetadata: {name: a}\nspec: {receivers: [], clustr: x}", "spec.clustr: unknown field: did you mean `cluster`?")]
    [InlineData("apiVersion: imagegate.dev/v1\nkind: AlertConfig\nmetadata: {name: a}\nspec: {receivers: []}", "spec.receivers: the list is empty")]
    [InlineData("apiVersion: imagegate.dev/v1\nkind: AlertConfig\nmetadata: {name: a}\nspec: {}", "spec.receivers: is missing")]
    public void A_document_that_is_none_is_an_error(string text, string expected) => string.Join("\n", _folder.ErrorsOf(text)).Should().Contain(expected);

    [Fact]
    public void Two_documents_are_an_error() =>
        _folder.ErrorsOf(AlertFolder.Document(Minimal) + "\n---\n" + AlertFolder.Document(Minimal)).Should().ContainSingle().Which.Should().Contain("has 2 documents");

    [Fact]
    public void A_missing_file_is_a_rejection() =>
        new AlertFile("/nowhere/alerts.yaml").Load().Should().BeOfType<AlertLoad.Rejected>().Which.Errors.Should().ContainSingle().Which.Message.Should().Be("the file cannot be used: it does not exist");

    [Fact]
    public void The_hash_covers_the_files_that_are_named()
    {
        _folder.Write("url", "https://a.example");
        string text = AlertFolder.Document("- {name: ops, events: [denied], format: slack, urlFile: url}");
        string first = _folder.Load(text).ContentHash;
        _folder.Load(text).ContentHash.Should().Be(first);

        _folder.Write("url", "https://b.example");

        _folder.Load(text).ContentHash.Should().NotBe(first);
    }
}
