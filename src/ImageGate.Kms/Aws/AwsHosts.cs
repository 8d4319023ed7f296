using System.Text.RegularExpressions;

namespace ImageGate.Kms.Aws;

/// <summary>Which endpoint that a key names may be asked: a policy's author must not send ImageGate anywhere.</summary>
internal static partial class AwsHosts
{
    /// <summary>The region of a host of AWS KMS, or null: it is none.</summary>
    /// <remarks>Source: AWS, "AWS KMS endpoints and quotas"; "Connecting to AWS KMS through a VPC endpoint".</remarks>
    public static string? RegionOf(string host) => Kms().Match(host) is { Success: true } match ? match.Groups["region"].Value : null;

    // Not any host under amazonaws.com: buckets and load balancers, anybody's, are there as well.
    [GeneratedRegex(@"\A(?:vpce-[a-z0-9-]+\.)?kms(?:-fips)?\.(?<region>[a-z]{2}(?:-[a-z]+){1,2}-[0-9])\.(?:(?:vpce\.)?amazonaws\.com(?:\.cn)?|api\.aws)\z")]
    private static partial Regex Kms();
}
