using System.Security.Cryptography.X509Certificates;
using ImageGate.Alerts.Delivery;
using ImageGate.Testing;

namespace ImageGate.Alerts.Tests.Delivery;

/// <summary>Whom a client talks to, and by which way.</summary>
public sealed class ConnectionTests
{
    [Fact]
    public async Task Only_the_receivers_own_authorities_vouch_for_it()
    {
        using var authority = new TestCertificateAuthority();
        using var other = new TestCertificateAuthority();
        using X509Certificate2 certificate = authority.Issue("127.0.0.1");
        await using AlertSink sink = await AlertSink.StartAsync(certificate);

        (await SendAsync(Samples.Receiver(sink.Url) with { CaBundle = authority.Pem })).Should().Be(new DeliveryResult.Delivered(200));
        (await SendAsync(Samples.Receiver(sink.Url) with { CaBundle = other.Pem })).Should().BeOfType<DeliveryResult.Failed>();
        (await SendAsync(Samples.Receiver(sink.Url))).Should().BeOfType<DeliveryResult.Failed>();
        sink.Received.Should().ContainSingle();
    }

    [Fact]
    public async Task A_certificate_of_another_host_is_refused()
    {
        using var authority = new TestCertificateAuthority();
        using X509Certificate2 certificate = authority.Issue("elsewhere.example");
        await using AlertSink sink = await AlertSink.StartAsync(certificate);

        (await SendAsync(Samples.Receiver(sink.Url) with { CaBundle = authority.Pem })).Should().BeOfType<DeliveryResult.Failed>();
        sink.Received.Should().BeEmpty();
    }

    [Fact]
    public async Task A_certificate_that_is_for_clients_alone_is_refused()
    {
        (await SendToOneForAsync("1.3.6.1.5.5.7.3.1")).Should().Be(new DeliveryResult.Delivered(200));
        (await SendToOneForAsync("1.3.6.1.5.5.7.3.2")).Should().BeOfType<DeliveryResult.Failed>().Which.Detail.Should().Contain("NotValidForUsage");
    }

    [Fact]
    public async Task Cookies_of_a_receiver_are_not_kept()
    {
        await using AlertSink sink = await AlertSink.StartAsync();
        sink.AnswerWith(200, "Set-Cookie", "session=1; Path=/");
        using var client = new AlertClient(Samples.Receiver(sink.Url), "prod", "pod-1", TimeProvider.System);

        await client.SendAsync(Samples.Alert, CancellationToken.None);
        await client.SendAsync(Samples.Alert, CancellationToken.None);

        sink.Received.Should().HaveCount(2).And.NotContain(one => one.Headers.ContainsKey("Cookie"));
    }

    [Fact]
    public async Task Headers_of_a_receiver_are_bounded()
    {
        await using AlertSink sink = await AlertSink.StartAsync();
        sink.AnswerWith(200, "X-Much", new string('x', 20 * 1024));

        (await SendAsync(Samples.Receiver(sink.Url))).Should().BeOfType<DeliveryResult.Failed>().Which.MayRetry.Should().BeTrue();
    }

    [Fact]
    public async Task What_a_receiver_that_takes_an_alert_says_is_not_waited_for()
    {
        await using AlertSink sink = await AlertSink.StartAsync();
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        sink.Answer = async context =>
        {
            await context.Response.Body.FlushAsync();
            await held.Task.WaitAsync(context.RequestAborted);
        };

        (await SendAsync(Samples.Receiver(sink.Url)).WaitAsync(TimeSpan.FromSeconds(20))).Should().Be(new DeliveryResult.Delivered(200));
        held.SetResult();
    }

    [Fact]
    public async Task A_proxy_is_asked_instead_of_the_receiver()
    {
        await using AlertSink proxy = await AlertSink.StartAsync();

        DeliveryResult result = await SendAsync(Samples.Receiver(new Uri("http://receiver.invalid/hook")) with { Proxy = new Uri(proxy.Url, "/") });

        result.Should().Be(new DeliveryResult.Delivered(200));
        (await proxy.NextAsync()).Headers["Host"].Should().Be("receiver.invalid");
    }

    [Fact]
    public async Task The_beginning_of_a_refusal_is_given_to_whoever_tries_it()
    {
        await using AlertSink sink = await AlertSink.StartAsync();
        sink.Answer = context =>
        {
            context.Response.StatusCode = 404;
            return Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, "no_service\n" + new string('x', 10_000));
        };

        DeliveryResult.Failed failed = (await SendAsync(Samples.Receiver(sink.Url))).Should().BeOfType<DeliveryResult.Failed>().Subject;

        failed.Answer.Should().Be("no_service?" + new string('x', Limits.MaxAnswerBytes - 11), "no more was read than is shown");
    }

    private static async Task<DeliveryResult> SendToOneForAsync(string usage)
    {
        using var authority = new TestCertificateAuthority();
        using X509Certificate2 certificate = authority.IssueFor(usage, "127.0.0.1");
        await using var server = new OneAnswerServer(certificate);
        return await SendAsync(Samples.Receiver(server.Url) with { CaBundle = authority.Pem });
    }

    private static async Task<DeliveryResult> SendAsync(ReceiverSettings receiver)
    {
        using var client = new AlertClient(receiver, "prod", "pod-1", TimeProvider.System);
        return await client.SendAsync(Samples.Alert, CancellationToken.None);
    }
}
