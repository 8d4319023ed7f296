namespace ImageGate.EndToEnd.Parts;

/// <summary>The keys of a run.</summary>
internal sealed record SigningKeys(
    SigningKey Release, SigningKey Second, SigningKey Third, SigningKey Mallory, SigningKey P384, SigningKey Rsa, SigningKey Ed25519)
{
    public static async Task<SigningKeys> MakeAsync(Publisher publisher, string folder)
    {
        Directory.CreateDirectory(folder);
        string At(string name) => Path.Combine(folder, name);
        SigningKey[] keys = await Task.WhenAll(
            SigningKey.GenerateAsync(publisher, At("release")),
            SigningKey.GenerateAsync(publisher, At("second")),
            SigningKey.GenerateAsync(publisher, At("third")),
            SigningKey.GenerateAsync(publisher, At("mallory")),
            SigningKey.ImportAsync(publisher, At("p384"), "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"),
            SigningKey.ImportAsync(publisher, At("rsa"), "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:3072"),
            SigningKey.ImportAsync(publisher, At("ed25519"), "-algorithm", "ed25519"));
        return new SigningKeys(keys[0], keys[1], keys[2], keys[3], keys[4], keys[5], keys[6]);
    }
}
