namespace ImageGate.Cli;

/// <summary>What <c>imagegate verify</c> was asked.</summary>
internal sealed record VerifyRequest(string Image, string Policies, string Namespace, bool Json, TimeSpan Timeout, bool RefreshTrustRoots);
