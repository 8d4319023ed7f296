namespace ImageGate.EndToEnd.Parts;

/// <summary>A key pair of cosign's, in files.</summary>
/// <param name="PrivateFile">Encrypted, in cosign's form.</param>
/// <param name="PublicFile">PEM.</param>
internal sealed record SigningKey(string PrivateFile, string PublicFile)
{
    /// <summary>The password of every key; cosign takes it from <c>COSIGN_PASSWORD</c>.</summary>
    public const string Password = "end-to-end";

    public string PublicPem => File.ReadAllText(PublicFile);

    /// <summary>P-256, as cosign makes it.</summary>
    public static async Task<SigningKey> GenerateAsync(Publisher publisher, string prefix)
    {
        (await publisher.RunAsync("cosign2", ["generate-key-pair", "--output-key-prefix", prefix])).Succeeded();
        return new SigningKey(prefix + ".key", prefix + ".pub");
    }

    /// <summary>Another type, made by openssl and taken over by cosign 3; cosign 2 can use it then.</summary>
    public static async Task<SigningKey> ImportAsync(Publisher publisher, string prefix, params string[] openssl)
    {
        (await Command.RunAsync("openssl", new Dictionary<string, string>(), "", ["genpkey", "-out", prefix + ".pem", .. openssl])).Succeeded();
        (await publisher.RunAsync("cosign", ["import-key-pair", "-y", "--key", prefix + ".pem", "--output-key-prefix", prefix])).Succeeded();
        return new SigningKey(prefix + ".key", prefix + ".pub");
    }
}
