using ImageGate.Core;

namespace ImageGate.Cli;

/// <summary>What <c>imagegate verify</c> was asked.</summary>
internal sealed record VerifyRequest(string Image, string Policies, string Namespace, NamespaceLabels Labels, bool Json, TimeSpan Timeout, bool RefreshTrustRoots);
