using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using ImageGate.Sigstore.Trust;

namespace ImageGate.Sigstore.Tuf;

/// <summary>What the metadata of every role says.</summary>
/// <remarks>Source: TUF specification 1.0.34, 4.3 to 4.6.</remarks>
internal abstract partial record TufMetadata
{
    protected TufMetadata(JsonPart signed)
    {
        Version = signed.Number("version", 1, Limits.MaxTufVersion);
        Expires = signed.Time("expires");
    }

    public long Version { get; }

    public DateTimeOffset Expires { get; }

    /// <summary>Reads what is signed; the signatures are not looked at.</summary>
    public static bool TryRead<T>(
        SignedEnvelope envelope,
        TufRole role,
        Func<JsonPart, T> read,
        [NotNullWhen(true)] out T? metadata,
        [NotNullWhen(false)] out TufProblem? problem)
        where T : TufMetadata
    {
        (metadata, problem) = (null, null);
        try
        {
            var signed = new JsonPart(envelope.Signed, "its `signed`");
            problem = signed.Text("_type") != role.Name ? role.Problem(TufFailure.TypeWrong, "is of another type")
                : !SupportedSpecVersion().IsMatch(signed.Text("spec_version")) ? role.Problem(TufFailure.SpecVersionUnsupported, "follows a specification other than 1.x")
                : null;
            metadata = problem is null ? read(signed) : null;
        }
        catch (InvalidDataException malformed)
        {
            problem = role.Problem(TufFailure.Malformed, $"is malformed: {malformed.Message}");
        }

        return metadata is not null;
    }

    /// <summary>The freeze check. The expiry itself is already too late: 5.3.10 wants it to be "higher than" the start time.</summary>
    public TufProblem? CheckExpiry(TufRole role, DateTimeOffset now) =>
        Expires > now ? null : role.Problem(role.Expired, $"(version {Version}) expired at {Expires.UtcDateTime:u}, and it is {now.UtcDateTime:u}");

    // Real metadata says 1.0, the specification 1.0.34.
    [GeneratedRegex(@"\A1\.[0-9]{1,4}(?:\.[0-9]{1,4})?\z")]
    private static partial Regex SupportedSpecVersion();
}
