using ImageGate.Cloud.Aws;
using ImageGate.Cloud.Google;

namespace ImageGate.Cloud;

/// <summary>Who ImageGate is at the clouds.</summary>
/// <param name="UserAgent">How ImageGate calls itself.</param>
/// <param name="Google">At Google.</param>
/// <param name="Aws">At AWS.</param>
/// <param name="AzureClientId">Of the managed identities of an Azure machine, the one to be; null: the machine's own.</param>
public sealed record CloudSettings(string UserAgent, GoogleIdentity Google, AwsIdentity Aws, string? AzureClientId);
