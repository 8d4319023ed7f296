using System.Reflection;

namespace ImageGate.Server.Tests;

/// <summary>The walls of docs/architecture.md: what each project must not know.</summary>
public sealed class WallTests
{
    [Theory]
    [InlineData("ImageGate.Sigstore", new string[0])]
    [InlineData("ImageGate.Core", new[] { "ImageGate.Sigstore" })]
    [InlineData("ImageGate.Tuf", new[] { "ImageGate.Sigstore" })]
    [InlineData("ImageGate.Cloud", new string[0])]
    [InlineData("ImageGate.Kms", new[] { "ImageGate.Cloud", "ImageGate.Sigstore" })]
    [InlineData("ImageGate.Oci", new[] { "ImageGate.Core", "ImageGate.Sigstore" })]
    [InlineData("ImageGate.Alerts", new string[0])]
    [InlineData("ImageGate.Kubernetes", new[] { "ImageGate.Alerts", "ImageGate.Core", "ImageGate.Sigstore" })]
    public void A_project_knows_only_those_before_it(string project, string[] allowed) =>
        References(project).Where(name => name.StartsWith("ImageGate", StringComparison.Ordinal)).Should().BeSubsetOf(allowed);

    [Theory]
    [InlineData("ImageGate.Sigstore", "System.Net.Http", "System.Net.Sockets", "Microsoft.Extensions", "System.Console", "YamlDotNet")]
    [InlineData("ImageGate.Core", "System.Net.Http", "System.Net.Sockets", "Microsoft.Extensions", "System.Console", "YamlDotNet", "System.Text.Json")]
    [InlineData("ImageGate.Oci", "Microsoft.Extensions", "System.Console", "YamlDotNet")]
    [InlineData("ImageGate.Tuf", "Microsoft.Extensions", "System.Console", "YamlDotNet")]
    [InlineData("ImageGate.Alerts", "Microsoft.Extensions", "System.Console", "YamlDotNet")]
    [InlineData("ImageGate.Cloud", "Microsoft.Extensions", "System.Console", "YamlDotNet")]
    [InlineData("ImageGate.Kms", "Microsoft.Extensions", "System.Console", "YamlDotNet")]
    [InlineData("ImageGate.Kubernetes", "Microsoft.Extensions", "System.Console")]
    public void A_library_does_no_input_output_logging_or_configuration_of_its_own(string project, params string[] forbidden) =>
        References(project).Where(name => forbidden.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))).Should().BeEmpty();

    private static IEnumerable<string> References(string project) =>
        Assembly.Load(project).GetReferencedAssemblies().Select(reference => reference.Name!);
}
