namespace ImageGate.Cloud.Registries;

/// <summary>The API of Amazon ECR that gives passwords.</summary>
/// <param name="Host">Where it is.</param>
/// <param name="Region">The region that requests are signed for.</param>
/// <param name="Service">The service that requests are signed for.</param>
/// <param name="Target">The operation.</param>
/// <remarks>Source: AWS, "Amazon ECR endpoints and quotas", "Making requests to Amazon ECR registries" (api.aws); Amazon ECR and ECR Public API reference, GetAuthorizationToken.</remarks>
internal sealed record AmazonApi(string Host, string Region, string Service, string Target)
{
    /// <summary>The public registry's, which is in one region only.</summary>
    public static AmazonApi Public { get; } = new("api.ecr-public.us-east-1.amazonaws.com", "us-east-1", "ecr-public", "SpencerFrontendService.GetAuthorizationToken");

    /// <summary>A region's.</summary>
    /// <param name="region">Such as <c>eu-central-1</c>.</param>
    /// <param name="isFips">Whether the registry's host is a FIPS endpoint.</param>
    /// <param name="domain">The end of the registry's host; <c>on.aws</c> is that of hosts with IPv6.</param>
    public static AmazonApi Of(string region, bool isFips, string domain) => new(
        (domain, isFips) switch
        {
            ("on.aws", false) => $"ecr.{region}.api.aws",
            ("on.aws", true) => $"ecr-fips.{region}.api.aws",
            (_, false) => $"api.ecr.{region}.{domain}",
            (_, true) => $"ecr-fips.{region}.{domain}",
        },
        region,
        "ecr",
        "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken");
}
