using ImageGate.EndToEnd.Parts;

namespace ImageGate.EndToEnd.Keyless;

/// <summary>A private Sigstore, a stranger's beside it, and the policies that trust them.</summary>
internal sealed class KeylessLab
{
    private readonly EndToEndLab _lab;

    private KeylessLab(EndToEndLab lab, SigstoreInstance own, SigstoreInstance stranger, string folder)
    {
        _lab = lab;
        Own = own;
        Stranger = stranger;
        Cosign = new Cosign(lab.ClientEnvironment);
        Signer = new KeylessSigner(own, Cosign, folder);
        StrangerSigner = new KeylessSigner(stranger, Cosign, folder);
        Crafted = new CraftedSigstore(Path.Combine(folder, "crafted"));
        Store = new SignatureStore(lab.Registries.Plain.Host);
        Images = new SharedImages(this);
        Roots = new TrustRoots(this, folder);
        Policies = ComparedPolicies.All(this).ToDictionary(policy => policy.Name);
    }

    public SigstoreInstance Own { get; }

    /// <summary>Whoever runs one can have any identity certified there.</summary>
    public SigstoreInstance Stranger { get; }

    public Cosign Cosign { get; }

    public KeylessSigner Signer { get; }

    public KeylessSigner StrangerSigner { get; }

    /// <summary>An instance in this process, which makes what no honest one makes.</summary>
    public CraftedSigstore Crafted { get; }

    public SignatureStore Store { get; }

    public SharedImages Images { get; }

    public TrustRoots Roots { get; }

    public SigningKeys Keys => _lab.Keys;

    /// <summary>By name, which is also the namespace where the policy holds.</summary>
    public IReadOnlyDictionary<string, ComparedPolicy> Policies { get; }

    public static async Task<KeylessLab> StartAsync(EndToEndLab lab, string folder)
    {
        Directory.CreateDirectory(folder);

        // Not at once: each takes the first free ports that it sees.
        SigstoreInstance own = await SigstoreInstance.StartAsync(Path.Combine(folder, "own"));
        SigstoreInstance stranger = await SigstoreInstance.StartAsync(Path.Combine(folder, "other"));
        var keyless = new KeylessLab(lab, own, stranger, folder);
        await keyless.LoadPoliciesAsync();
        return keyless;
    }

    /// <summary>An image of a new repository that nobody signed.</summary>
    public Task<PushedImage> PushAsync() => _lab.PushUnsignedAsync("keyless");

    /// <summary>The same image in a new repository, without its signatures.</summary>
    public async Task<PushedImage> CopyAsync(PushedImage image)
    {
        PushedImage copy = image with { Repository = _lab.NewRepository("keyless") };
        await _lab.Publisher.CopyAsync(image.Text, copy.Text);
        return copy;
    }

    /// <summary>What the API server answers to a Pod with this image, where only this policy holds.</summary>
    public async Task<PodAnswer> AdmitAsync(string policy, PushedImage image) =>
        PodAnswer.Parse(await _lab.Cluster.PostPodAsync(policy, _lab.NewName(), image.Text));

    /// <summary>What a client answers to the questions that the policy asks: all must succeed.</summary>
    public async Task<IReadOnlyList<CommandResult>> AskAsync(string policy, PushedImage image, bool byCosign2) => await Task.WhenAll(
        Policies[policy].Questions.Select(question => byCosign2
            ? Cosign.RunCosign2Async(question.Files, question.ForCosign2(image))
            : Cosign.RunAsync(question.ForCosign3(image))));

    private async Task LoadPoliciesAsync()
    {
        string images = $"{_lab.Registries.Plain.Host}/keyless/**";
        string policies = string.Concat(Policies.Values.Select(policy =>
            PolicyYaml.Policy("keyless-" + policy.Name, images, $"namespaces: {{include: [{policy.Name}]}}\n  {policy.Rule}")));
        await _lab.Policies.ChangeAsync("keyless.yaml", Roots.Yaml() + policies);

        // The server would keep the last good set, and say so in its log only.
        (await Command.RunAsync("dotnet", new Dictionary<string, string>(), "", LabFolder.Own("ImageGate.Cli", "imagegate"), "policy", "check", _lab.Policies.Folder)).Succeeded();
        string namespaces = string.Concat(Policies.Keys.Select(name => $"---\napiVersion: v1\nkind: Namespace\nmetadata: {{name: {name}}}\n"));
        (await _lab.Cluster.InputAsync(namespaces, "create", "-f", "-")).Succeeded();
        PushedImage probe = await PushAsync();
        await Eventually.SeeAsync(
            () => AdmitAsync(Policies.Keys.First(), probe),
            answer => answer.Text.Contains("NoSignature", StringComparison.Ordinal));
    }
}
