using System.Text.RegularExpressions;

namespace ImageGate.Sigstore.Keys.Kms;

/// <summary><c>hashivault://KEY</c>.</summary>
internal static partial class VaultKeyUri
{
    public static (KmsKey? Key, string? Error) Read(string rest) => Name().IsMatch(rest)
        ? (new KmsKey.Vault(rest), null)
        : (null, "is no key of Vault's Transit engine: write `hashivault://KEY`, with letters, digits, `_`, `-` and `.` in the key; the engine's path is a setting");

    [GeneratedRegex(@"\A[a-zA-Z0-9_](?:[a-zA-Z0-9_.-]{0,254}[a-zA-Z0-9_])?\z")]
    private static partial Regex Name();
}
