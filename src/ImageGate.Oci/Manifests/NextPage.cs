using System.Text.RegularExpressions;
using ImageGate.Oci.Http;

namespace ImageGate.Oci.Manifests;

/// <summary>Where the next page of a list is. Source: RFC 8288 (Link); OCI distribution-spec v1.1, "Listing Referrers".</summary>
internal static partial class NextPage
{
    /// <summary>The URL of the next page; null when there is none; false when there is one that may not be asked.</summary>
    public static bool TryFind(Reply page, out Uri? next)
    {
        next = null;
        foreach (string line in page.HeaderLines("Link"))
        {
            Match match = Grammar().Match(line);
            if (!match.Success)
            {
                return false;
            }

            // Same origin, same path: a list goes on where it is, only the query says how far we are.
            if (!StrangersUrl.TryParse(page.Uri, match.Groups["url"].Value, out next) || next.UserInfo.Length > 0
                || !RegistryEndpoint.IsSameOrigin(page.Uri, next) || Path(next) != Path(page.Uri))
            {
                next = null;
                return false;
            }
        }

        return true;
    }

    private static string Path(Uri uri) => Uri.UnescapeDataString(uri.AbsolutePath);

    [GeneratedRegex("""\A[ \t]*<(?<url>[!-;=?-~]+)>[ \t]*;[ \t]*rel[ \t]*=[ \t]*(?:next|"next")[ \t]*\z""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Grammar();
}
