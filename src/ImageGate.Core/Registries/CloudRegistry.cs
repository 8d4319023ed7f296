using System.Text.RegularExpressions;

namespace ImageGate.Core.Registries;

/// <summary>
/// A registry of a cloud, known by its host's name: the only hosts that a login made of the pod's own identity may go to. A
/// login of one cloud sent to a host of another, or of anybody, would let its receiver act as ImageGate.
/// </summary>
public abstract partial record CloudRegistry
{
    private const string AmazonRegion = "[a-z]{2,4}(?:-[a-z]{1,10}){1,3}-[0-9]{1,2}";

    private CloudRegistry()
    {
    }

    /// <summary>Finds out whose registry a host is.</summary>
    /// <param name="host">The host, canonical.</param>
    /// <returns>The registry, or null: it is of no cloud that is known, or has a port.</returns>
    /// <remarks>
    /// Source: Google, "Artifact Registry: repository names" (gcr.io, LOCATION-docker.pkg.dev); AWS, "Amazon ECR endpoints and
    /// quotas", "Making requests to Amazon ECR registries" (on.aws) and "Amazon ECR public registries"; Azure, "About registries": REGISTRY.azurecr.io, and the sovereign clouds' endings.
    /// </remarks>
    public static CloudRegistry? Of(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (GoogleHost().IsMatch(host))
        {
            return new Google();
        }

        if (host == AmazonPublic.Host)
        {
            return new AmazonPublic();
        }

        return AmazonHost().Match(host) is { Success: true } amazon
            ? new Amazon(amazon.Groups["region"].Value, amazon.Groups["fips"].Success, amazon.Groups["domain"].Value)
            : AzureHost().IsMatch(host) ? new Azure(host)
            : null;
    }

    /// <summary>Artifact Registry and the older gcr.io: one login for all.</summary>
    public sealed record Google : CloudRegistry
    {
        internal Google()
        {
        }

        /// <inheritdoc/>
        public override string ToString() => "Google Artifact Registry";
    }

    /// <summary>Amazon ECR: one login for a region, whatever the account.</summary>
    public sealed record Amazon : CloudRegistry
    {
        internal Amazon(string region, bool isFips, string domain) => (Region, IsFips, Domain) = (region, isFips, domain);

        /// <summary>Such as <c>eu-central-1</c>.</summary>
        public string Region { get; }

        /// <summary>Whether the host is a FIPS endpoint.</summary>
        public bool IsFips { get; }

        /// <summary><c>amazonaws.com</c>, <c>amazonaws.com.cn</c>, or <c>on.aws</c>: the hosts that have IPv6 as well.</summary>
        public string Domain { get; }

        /// <inheritdoc/>
        public override string ToString() => $"Amazon ECR in {Region}";
    }

    /// <summary>The public registry of Amazon ECR.</summary>
    public sealed record AmazonPublic : CloudRegistry
    {
        internal const string Host = "public.ecr.aws";

        internal AmazonPublic()
        {
        }

        /// <inheritdoc/>
        public override string ToString() => "Amazon ECR Public";
    }

    /// <summary>One registry of Azure Container Registry.</summary>
    public sealed record Azure : CloudRegistry
    {
        internal Azure(string host) => Host = host;

        /// <summary>Such as <c>acme.azurecr.io</c>.</summary>
        public string Host { get; }

        /// <inheritdoc/>
        public override string ToString() => $"Azure Container Registry {Host}";
    }

    [GeneratedRegex(@"\A(?:(?:[a-z0-9-]{1,63}\.)?gcr\.io|[a-z0-9-]{1,63}\.pkg\.dev)\z")]
    private static partial Regex GoogleHost();

    [GeneratedRegex(
        $@"\A[0-9]{{12}}\.(?:dkr\.ecr(?<fips>-fips)?\.(?<region>{AmazonRegion})\.(?<domain>amazonaws\.com(?:\.cn)?)|dkr-ecr(?<fips>-fips)?\.(?<region>{AmazonRegion})\.(?<domain>on\.aws))\z")]
    private static partial Regex AmazonHost();

    // One name before the ending: that is how Azure gives registries out.
    [GeneratedRegex(@"\A[a-z0-9-]{1,63}\.azurecr\.(?:io|cn|us)\z")]
    private static partial Regex AzureHost();
}
