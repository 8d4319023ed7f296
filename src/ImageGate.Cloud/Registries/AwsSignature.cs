using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;

namespace ImageGate.Cloud.Registries;

/// <summary>Signs a request to the root of a service of AWS.</summary>
/// <remarks>Source: AWS, "Signature Version 4 for API requests", "Create a signed AWS API request".</remarks>
internal static class AwsSignature
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>Adds the date, the session's token and the signature. All headers that the request has by then are signed.</summary>
    public static void Sign(HttpRequestMessage request, ReadOnlySpan<byte> body, AmazonApi api, ImmutableCredentials identity, DateTimeOffset now)
    {
        string time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        string day = time[..8];
        request.Headers.TryAddWithoutValidation("X-Amz-Date", time);
        if (identity.UseToken)
        {
            request.Headers.TryAddWithoutValidation("X-Amz-Security-Token", identity.Token);
        }

        (string Name, string Value)[] headers =
        [
            .. request.Headers.Concat(request.Content?.Headers.AsEnumerable() ?? [])
                .Select(header => (Name: header.Key.ToLowerInvariant(), Value: string.Join(',', header.Value).Trim()))
                .Append(("host", api.Host)).OrderBy(header => header.Item1, StringComparer.Ordinal),
        ];
        string names = string.Join(';', headers.Select(header => header.Name));
        string canonical = $"{request.Method.Method}\n/\n\n{string.Concat(headers.Select(header => $"{header.Name}:{header.Value}\n"))}\n{names}\n{Hex(SHA256.HashData(body))}";
        string scope = $"{day}/{api.Region}/{api.Service}/aws4_request";
        string signature = Hex(Mac(KeyOf(identity.SecretKey, day, api), $"{Algorithm}\n{time}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}"));
        request.Headers.TryAddWithoutValidation("Authorization", $"{Algorithm} Credential={identity.AccessKey}/{scope}, SignedHeaders={names}, Signature={signature}");
    }

    private static byte[] KeyOf(string secret, string day, AmazonApi api) =>
        Mac(Mac(Mac(Mac(Encoding.UTF8.GetBytes("AWS4" + secret), day), api.Region), api.Service), "aws4_request");

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
