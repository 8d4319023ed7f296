using System.Net;
using ImageGate.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ImageGate.Cli.Tests;

public sealed class ReadyCommandTests : IAsyncLifetime
{
    // The command tries once a second: this moves the clock past the pauses, and past the deadline only at its end.
    private static readonly TimeSpan AboveOneTry = TimeSpan.FromSeconds(1.5);

    private readonly ManualTimeProvider _time = new();
    private readonly Queue<int> _answers = new();
    private WebApplication _server = null!;

    private Uri Address => new(_server.Urls.Single() + "/readyz?verbose");

    public async Task InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.MapGet("/readyz", async context =>
        {
            int status = _answers.Count > 1 ? _answers.Dequeue() : _answers.Peek();
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(status == 200 ? "[+] policies: 3\nok\n" : "[-] certificate: none could be loaded\nnot ready\n");
        });
        await _server.StartAsync();
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_ready_server_gives_0_and_what_it_says()
    {
        _answers.Enqueue(200);

        (int code, string output, string error) = await RunAsync("ready", Address.ToString());

        code.Should().Be(0);
        output.Should().Be("[+] policies: 3\nok\n");
        error.Should().BeEmpty();
    }

    [Fact]
    public async Task A_server_that_becomes_ready_is_asked_again()
    {
        _answers.Enqueue(503);
        _answers.Enqueue(200);
        using var output = new StringWriter();
        Task<ExitCode> run = ReadyCommand.RunAsync(Address, TimeSpan.FromSeconds(30), output, TextWriter.Null, _time, CancellationToken.None);
        await _time.RunAsync(run, AboveOneTry);

        (await run).Should().Be(ExitCode.Admitted);
        output.ToString().Should().Contain("ok");
    }

    [Fact]
    public async Task A_server_that_stays_unready_gives_1_and_what_is_missing()
    {
        _answers.Enqueue(503);
        using var error = new StringWriter();
        Task<ExitCode> run = ReadyCommand.RunAsync(Address, TimeSpan.FromSeconds(30), TextWriter.Null, error, _time, CancellationToken.None);
        await _time.RunAsync(run, AboveOneTry);

        (await run).Should().Be(ExitCode.Denied);
        error.ToString().Should().Contain("HTTP 503: [-] certificate: none could be loaded");
    }

    [Fact]
    public async Task A_server_that_does_not_answer_gives_3()
    {
        var nobody = new Uri($"http://127.0.0.1:{FreePort()}/readyz");
        using var error = new StringWriter();
        Task<ExitCode> run = ReadyCommand.RunAsync(nobody, TimeSpan.FromSeconds(30), TextWriter.Null, error, _time, CancellationToken.None);
        await _time.RunAsync(run, AboveOneTry);

        (await run).Should().Be(ExitCode.Unavailable);
        error.ToString().Should().NotBeEmpty();
    }

    [Theory]
    [InlineData("readyz", "URL has to start with http")]
    [InlineData("file:///etc/passwd", "URL has to start with http")]
    [InlineData("http://127.0.0.1/ --timeout 0", "--timeout takes 1 to 300 seconds")]
    public async Task Wrong_usage_gives_2(string arguments, string message)
    {
        (int code, _, string error) = await RunAsync(["ready", .. arguments.Split(' ')]);

        code.Should().Be(2);
        error.Should().Contain(message);
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = await GateCommand.RunAsync(arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
