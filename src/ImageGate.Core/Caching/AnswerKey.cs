using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using ImageGate.Core.Images;
using ImageGate.Core.Policies;
using ImageGate.Core.Registries;
using ImageGate.Sigstore;

namespace ImageGate.Core.Caching;

/// <summary>
/// What the answer of a policy about a digest depends on. A tag is not part of it: an answer is about bytes.
/// </summary>
/// <param name="Image">The bytes.</param>
/// <param name="Fingerprint">Of everything that the policy was made from: its text, keys and trust roots.</param>
/// <param name="Places">Where its signers' signatures are read, with which settings and credentials.</param>
internal sealed record AnswerKey(Digest Image, string Fingerprint, string Places)
{
    // Two settings are told apart by a keyed hash, so that no secret stays in memory for the sake of a key.
    private static readonly byte[] ProcessKey = RandomNumberGenerator.GetBytes(32);
    private static readonly ConditionalWeakTable<RegistryAccess, string> Identities = [];

    /// <summary>Makes the key of one policy's answer about one image.</summary>
    public static AnswerKey Of(RepositoryLocator locator, TrustPolicy policy, ImageReference image, Digest digest)
    {
        IReadOnlyList<RepositoryName> places = SignaturePlaces.Of(policy, image);
        return new AnswerKey(
            digest,
            policy.Fingerprint ?? Guid.NewGuid().ToString("N"),        // nothing is known of what it was made from: like no other
            places.Count == 1 ? locator.IdentityOf(places[0]) : string.Join('\n', places.Select(locator.IdentityOf)));
    }

    /// <summary>Tells two places apart, and two ways to read one place.</summary>
    public static string IdentityOf(RepositoryLocation place) => $"{place.Name} {Identities.GetValue(place.Access, IdentityOf)}{IdentityOf(place.OfRequest)}";

    private static string IdentityOf(RegistryAccess access)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, ProcessKey);
        Append(hash, $"{access.Host} {access.InsecureHttp} {access.IsConfigured} {access.MaxConcurrency}");
        Append(hash, access.CaBundle);
        Append(hash, access.TokenRealms.ToString());

        // Not the login that is made of it: it changes every hour, and who we are does not.
        Append(hash, access.Credentials.Cloud?.ToString());
        Append(hash, access.Credentials.All);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // What one namespace may read, another may not: its answers are its own unless both bring the same credentials.
    private static string IdentityOf(IReadOnlyList<RegistryCredential> brought)
    {
        if (brought.Count == 0)
        {
            return "";
        }

        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, ProcessKey);
        Append(hash, brought);
        return " " + Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, IReadOnlyList<RegistryCredential> credentials)
    {
        foreach (RegistryCredential credential in credentials)
        {
            Append(hash, credential.Path);
            Append(hash, credential.Username);
            Append(hash, credential.Password);
            Append(hash, credential.IdentityToken);
        }
    }

    private static void Append(IncrementalHash hash, string? text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text ?? string.Empty);
        hash.AppendData(BitConverter.GetBytes(text is null ? -1 : bytes.Length));
        hash.AppendData(bytes);
    }
}
