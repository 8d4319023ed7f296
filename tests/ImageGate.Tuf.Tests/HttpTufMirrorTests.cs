using System.Text;
using ImageGate.Sigstore.Tuf;
using ImageGate.Testing;
using ImageGate.Testing.Tuf;

namespace ImageGate.Tuf.Tests;

public sealed class HttpTufMirrorTests : IAsyncLifetime
{
    private const string Json = "application/json";

    private TufServer _server = null!;

    public async Task InitializeAsync() => _server = await TufServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_file_is_read_whole()
    {
        byte[] file = _server.Repository.Files["1.root.json"];

        (await FetchAsync("1.root.json", file.Length)).Should().BeOfType<TufDownload.Found>().Which.Bytes.ToArray().Should().Equal(file);
        _server.Requests.Should().Equal("1.root.json");
    }

    [Fact]
    public async Task A_file_of_many_buffers_is_read_whole()
    {
        byte[] file = [.. Enumerable.Range(0, 300_000).Select(index => (byte)index)];
        _server.Repository.Files["targets/large"] = file;

        (await FetchAsync("targets/large", file.Length)).Should().BeOfType<TufDownload.Found>().Which.Bytes.ToArray().Should().Equal(file);
    }

    [Fact]
    public async Task A_file_one_byte_over_its_bound_is_too_long_whether_announced_or_not()
    {
        byte[] file = _server.Repository.Files["1.root.json"];
        (await FetchAsync("1.root.json", file.Length - 1)).Should().BeOfType<TufDownload.TooLong>();

        _server.Fail("1.root.json", RegistryFaults.Body(file, Json, ("Content-Length", "99999")));
        (await FetchAsync("1.root.json", file.Length)).Should().BeOfType<TufDownload.TooLong>();
    }

    [Fact]
    public async Task A_file_that_does_not_end_is_too_long()
    {
        _server.Fail("timestamp.json", RegistryFaults.Endless(Json));

        (await FetchAsync("timestamp.json")).Should().BeOfType<TufDownload.TooLong>();
    }

    [Theory]
    [InlineData(404, true)]
    [InlineData(403, true)]
    [InlineData(410, false)]
    [InlineData(401, false)]
    [InlineData(500, false)]
    [InlineData(503, false)]
    [InlineData(204, false)]
    [InlineData(206, false)]
    public async Task Only_404_and_403_say_that_there_is_no_file(int status, bool isNone)
    {
        _server.Fail("2.root.json", RegistryFaults.Status(status));

        TufDownload download = await FetchAsync("2.root.json");

        if (isNone)
        {
            download.Should().BeOfType<TufDownload.NotFound>();
        }
        else
        {
            download.Should().BeOfType<TufDownload.Unavailable>().Which.Detail.Should().Contain($"HTTP {status}");
        }
    }

    [Fact]
    public async Task A_connection_that_breaks_is_unavailable()
    {
        _server.Fail("1.root.json", RegistryFaults.BreakOff(Encoding.UTF8.GetBytes("{"), 100, Json));
        (await FetchAsync("1.root.json")).Should().BeOfType<TufDownload.Unavailable>();

        _server.Fail("1.root.json", RegistryFaults.Drop());
        (await FetchAsync("1.root.json")).Should().BeOfType<TufDownload.Unavailable>();
    }

    [Fact]
    public async Task A_mirror_that_is_not_there_is_unavailable()
    {
        var gone = new TufSeed(_server.Address, new byte[1]);
        await _server.DisposeAsync();
        using var mirror = new HttpTufMirror(gone, "test");

        (await mirror.FetchAsync("1.root.json", 10, CancellationToken.None)).Should().BeOfType<TufDownload.Unavailable>().Which.Detail.Should().NotBeEmpty();
    }

    [Fact]
    public async Task Three_redirects_are_followed_and_not_a_fourth()
    {
        byte[] file = _server.Repository.Files["1.root.json"];
        Redirect("a", "b");
        Redirect("b", "c");
        Redirect("c", "1.root.json");
        (await FetchAsync("a")).Should().BeOfType<TufDownload.Found>().Which.Bytes.ToArray().Should().Equal(file);

        Redirect("0", "a");
        (await FetchAsync("0")).Should().BeOfType<TufDownload.Unavailable>().Which.Detail.Should().Contain("more than 3 times");
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://127.0.0.1/x")]
    [InlineData("http://user@127.0.0.1/x")]
    [InlineData("")]
    public async Task A_redirect_to_where_no_file_may_come_from_is_not_followed(string location)
    {
        _server.Fail("1.root.json", RegistryFaults.Redirect(location));

        (await FetchAsync("1.root.json")).Should().BeOfType<TufDownload.Unavailable>().Which.Detail.Should().Contain("redirects to where no file may come from");
    }

    [Fact]
    public async Task An_encrypted_mirror_is_believed_by_its_bundle_alone_and_never_leads_to_an_unencrypted_one()
    {
        using var authority = new TestCertificateAuthority();
        await using TufServer secure = await TufServer.StartAsync(tls: authority);
        secure.Fail("2.root.json", RegistryFaults.Redirect($"{_server.Address}1.root.json"));

        (await FetchAsync(secure, "1.root.json", authority.Pem)).Should().BeOfType<TufDownload.Found>();
        (await FetchAsync(secure, "2.root.json", authority.Pem)).Should().BeOfType<TufDownload.Unavailable>().Which.Detail.Should().Contain("redirects to where");
        (await FetchAsync(secure, "1.root.json", null)).Should().BeOfType<TufDownload.Unavailable>();
        using var other = new TestCertificateAuthority();
        (await FetchAsync(secure, "1.root.json", other.Pem)).Should().BeOfType<TufDownload.Unavailable>();
        _server.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task The_caller_can_stop_waiting()
    {
        HeldRequests held = _server.Hold("timestamp.json");
        using var stop = new CancellationTokenSource();
        using var mirror = new HttpTufMirror(new TufSeed(_server.Address, new byte[1]), "test");

        Task<TufDownload> fetch = mirror.FetchAsync("timestamp.json", 10, stop.Token);
        await held.Arrived;
        await stop.CancelAsync();

        await ((Func<Task>)(() => fetch)).Should().ThrowAsync<OperationCanceledException>();
    }

    private void Redirect(string from, string to) => _server.Fail(from, RegistryFaults.Redirect("/" + to));

    private Task<TufDownload> FetchAsync(string path, int maxBytes = 1_000_000) => FetchAsync(_server, path, null, maxBytes);

    private static async Task<TufDownload> FetchAsync(TufServer server, string path, string? caBundle, int maxBytes = 1_000_000)
    {
        using var mirror = new HttpTufMirror(new TufSeed(server.Address, new byte[1], caBundle: caBundle), "test");
        return await mirror.FetchAsync(path, maxBytes, CancellationToken.None);
    }
}
