using System.Text.RegularExpressions;

namespace ImageGate.Sigstore.Keys.Kms;

/// <summary><c>awskms://[ENDPOINT]/ID</c>, where the ID is a key ID, <c>alias/NAME</c>, or an ARN of either.</summary>
internal static partial class AwsKeyUri
{
    private const string Form = "`awskms:///ID`, `awskms:///alias/NAME`, `awskms:///arn:aws:kms:REGION:ACCOUNT:key/ID` or `…:alias/NAME`, with the endpoint's host between the second and the third slash when there is one";

    public static (KmsKey? Key, string? Error) Read(string rest)
    {
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return (null, $"is no key of AWS KMS: write {Form}");
        }

        (string endpoint, string id) = (rest[..slash], rest[(slash + 1)..]);
        Match arn = Arn().Match(id);
        string name = arn.Success ? arn.Groups["name"].Value : id;
        string? bad = endpoint.Length > 0 && !Endpoint().IsMatch(endpoint) ? $"`{endpoint}` is no endpoint: write a host, and a port when it is not 443"
            : arn.Success && name.StartsWith("key/", StringComparison.Ordinal) ? (KeyId().IsMatch(name["key/".Length..]) ? null : $"`{name["key/".Length..]}` is no key ID")
            : name.StartsWith("alias/", StringComparison.Ordinal) ? (Alias().IsMatch(name) ? null : $"`{name["alias/".Length..]}` is no alias")
            : !arn.Success && KeyId().IsMatch(id) ? null
            : $"is no key of AWS KMS: write {Form}";
        return bad is not null
            ? (null, bad)
            : (new KmsKey.Aws(endpoint.Length == 0 ? null : endpoint.ToLowerInvariant(), arn.Success ? arn.Groups["region"].Value : null, id), null);
    }

    [GeneratedRegex(@"\Aarn:aws(?:-us-gov)?:kms:(?<region>[a-z0-9-]{1,32}):[0-9]{12}:(?<name>(?:key|alias)/.+)\z")]
    private static partial Regex Arn();

    // mrk-: one that is kept in several regions.
    [GeneratedRegex(@"\A(?:[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}|mrk-[0-9a-fA-F]{32})\z")]
    private static partial Regex KeyId();

    [GeneratedRegex(@"\Aalias/[a-zA-Z0-9/_-]{1,250}\z")]
    private static partial Regex Alias();

    [GeneratedRegex(@"\A[a-zA-Z0-9](?:[-a-zA-Z0-9.]{0,251}[a-zA-Z0-9])?(?::[0-9]{1,5})?\z")]
    private static partial Regex Endpoint();
}
