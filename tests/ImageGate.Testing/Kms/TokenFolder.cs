namespace ImageGate.Testing.Kms;

/// <summary>A folder with a token's file.</summary>
public sealed class TokenFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("imagegate-token-");

    public TokenFolder(string token = "account.token.jwt") => Write(token);

    public string Path => System.IO.Path.Combine(_folder.FullName, "token");

    public void Write(string token) => File.WriteAllText(Path, token);

    public void Dispose() => _folder.Delete(recursive: true);
}
