using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace ImageGate.Server.Certificates;

/// <summary>The names under which the API server calls the webhook.</summary>
internal sealed record ServingNames
{
    private const int MaxExtraNames = 16;

    private ServingNames(IReadOnlyList<string> names) => Names = names;

    /// <summary>DNS names and IP addresses, sorted.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Names of a Service and those of a setting, which was checked with <see cref="ProblemOf"/>.</summary>
    /// <remarks>Source: admissionregistration.k8s.io/v1, the API server expects <c>SERVICE.NAMESPACE.svc</c>.</remarks>
    public static ServingNames Of(string service, string namespaceName, string extraNames) => Of(
    [
        service, $"{service}.{namespaceName}", $"{service}.{namespaceName}.svc", $"{service}.{namespaceName}.svc.cluster.local", .. Split(extraNames),
    ]);

    /// <summary>What is wrong with the setting, or null.</summary>
    public static string? ProblemOf(string extraNames)
    {
        string[] names = Split(extraNames);
        return names.Length > MaxExtraNames ? $"has more than {MaxExtraNames} names"
            : Array.Find(names, name => !IPAddress.TryParse(name, out _) && (Uri.CheckHostName(name) != UriHostNameType.Dns || !name.All(char.IsAscii))) is { } bad
                ? $"has \"{bad}\", which is neither a DNS name nor an IP address"
                : null;
    }

    /// <summary>The names in a certificate.</summary>
    public static ServingNames In(X509Certificate2 certificate)
    {
        X509SubjectAlternativeNameExtension? names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SingleOrDefault();
        return Of(names is null ? [] : [.. names.EnumerateDnsNames(), .. names.EnumerateIPAddresses().Select(address => address.ToString())]);
    }

    /// <summary>The extension that holds them.</summary>
    public X509Extension ToExtension()
    {
        var builder = new SubjectAlternativeNameBuilder();
        foreach (string name in Names)
        {
            if (IPAddress.TryParse(name, out IPAddress? address))
            {
                builder.AddIpAddress(address);
            }
            else
            {
                builder.AddDnsName(name);
            }
        }

        return builder.Build();
    }

    public bool Equals(ServingNames? other) => other is not null && Names.SequenceEqual(other.Names, StringComparer.Ordinal);

    public override int GetHashCode() => string.GetHashCode(ToString(), StringComparison.Ordinal);

    public override string ToString() => string.Join(", ", Names);

    private static ServingNames Of(string[] names) => new([.. names
        .Select(name => IPAddress.TryParse(name, out IPAddress? address) ? address.ToString() : name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);

    private static string[] Split(string names) => names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
