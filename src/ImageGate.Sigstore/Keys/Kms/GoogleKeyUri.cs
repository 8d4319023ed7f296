using System.Text.RegularExpressions;

namespace ImageGate.Sigstore.Keys.Kms;

/// <summary><c>gcpkms://projects/P/locations/L/keyRings/R/cryptoKeys/K[/versions/V]</c>; <c>cryptoKeyVersions</c> is what Google writes.</summary>
internal static partial class GoogleKeyUri
{
    private const string Form = "`gcpkms://projects/PROJECT/locations/LOCATION/keyRings/RING/cryptoKeys/KEY`, and `/cryptoKeyVersions/NUMBER` for one version";

    public static (KmsKey? Key, string? Error) Read(string rest)
    {
        string[] parts = rest.Split('/');
        string[] names = ["projects", "locations", "keyRings", "cryptoKeys"];
        if (parts.Length is not (8 or 10) || !names.Select((name, index) => parts[2 * index] == name).All(isSo => isSo)
            || (parts.Length == 10 && parts[8] is not ("versions" or "cryptoKeyVersions")))
        {
            return (null, $"is no key of Google Cloud KMS: write {Form}");
        }

        string? bad = !Project().IsMatch(parts[1]) ? $"`{parts[1]}` is no project"
            : !Location().IsMatch(parts[3]) ? $"`{parts[3]}` is no location"
            : !Name().IsMatch(parts[5]) ? $"`{parts[5]}` is no key ring"
            : !Name().IsMatch(parts[7]) ? $"`{parts[7]}` is no key"
            : parts.Length == 10 && !Version().IsMatch(parts[9]) ? $"`{parts[9]}` is no version: those are numbers"
            : null;
        return bad is not null ? (null, bad) : (new KmsKey.Google(string.Join('/', parts[..8]), parts.Length == 10 ? parts[9] : null), null);
    }

    // A project of a domain has a colon: example.com:name.
    [GeneratedRegex(@"\A[a-z0-9](?:[-a-z0-9.:]{0,98}[a-z0-9])?\z")]
    private static partial Regex Project();

    [GeneratedRegex(@"\A[a-z0-9-]{1,63}\z")]
    private static partial Regex Location();

    [GeneratedRegex(@"\A[a-zA-Z0-9_-]{1,63}\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"\A[1-9][0-9]{0,17}\z")]
    private static partial Regex Version();
}
