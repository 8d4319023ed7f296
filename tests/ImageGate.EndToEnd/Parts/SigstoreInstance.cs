using System.Globalization;
using System.Text.Json.Nodes;

namespace ImageGate.EndToEnd.Parts;

/// <summary>A real private Sigstore: Fulcio, Rekor v1 and v2, a time-stamping authority, a certificate log, an OIDC issuer.</summary>
internal sealed class SigstoreInstance
{
    private static readonly Dictionary<string, string> Nothing = [];

    private readonly string _state;
    private readonly int _port;

    private SigstoreInstance(string state, int port)
    {
        _state = state;
        _port = port;
        string Key(string name) => Path.Combine(state, "keys", name);
        Files = new SigstoreFiles(Path.Combine(state, "trusted_root.json"), Key("fulcio-chain.pem"), Key("rekor1.pub"), Key("ctfe.pub"), Key("tsa-chain.pem"));
    }

    /// <summary>The issuers' URL is this and their name.</summary>
    public string OidcUrl => Url(0);

    public string FulcioUrl => Url(1);

    public string TimestampUrl => Url(7) + "/api/v1/timestamp";

    public string Rekor1Url => Url(11);

    public SigstoreFiles Files { get; }

    public static async Task<SigstoreInstance> StartAsync(string state)
    {
        await LabFolder.ScriptAsync("sigstore/up.sh", null, state);
        return new SigstoreInstance(state, int.Parse(await File.ReadAllTextAsync(Path.Combine(state, "port")), CultureInfo.InvariantCulture));
    }

    /// <summary>An identity token of one of the issuers of <c>oidc.py</c>.</summary>
    public async Task<string> MintAsync(string issuer, params string[] claims) =>
        (await Command.RunAsync("python3", Nothing, "", ["-I", LabFolder.Script("sigstore/oidc.py"), "mint", _state, issuer, .. claims])).Succeeded().Trim();

    /// <summary>The file that tells cosign 3 which of the services to use.</summary>
    public string SigningConfig(SigstoreServices services)
    {
        string source = Path.Combine(_state, services.HasFlag(SigstoreServices.Rekor1) ? "signing_config_rekor1.json" : "signing_config.json");
        JsonObject config = JsonNode.Parse(File.ReadAllText(source))!.AsObject();
        if ((services & (SigstoreServices.Rekor1 | SigstoreServices.Rekor2)) == 0)
        {
            config.Remove("rekorTlogUrls");
            config.Remove("rekorTlogConfig");
        }

        if (!services.HasFlag(SigstoreServices.Timestamps))
        {
            config.Remove("tsaUrls");
            config.Remove("tsaConfig");
        }

        string path = Path.Combine(_state, $"signing-config-{Guid.NewGuid():N}.json");
        File.WriteAllText(path, config.ToJsonString());
        return path;
    }

    // The ports are those of up.sh, counted from the first.
    private string Url(int offset) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port + offset}");
}
