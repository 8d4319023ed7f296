using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace ImageGate.Sigstore.Signatures;

/// <summary>An in-toto statement: a predicate about subjects.</summary>
/// <remarks>Source: in-toto attestation, spec/v1/statement.md; v0.1 for attestations made before 2023.</remarks>
internal sealed class Statement
{
    private static readonly string[] Types = ["https://in-toto.io/Statement/v1", "https://in-toto.io/Statement/v0.1"];

    private Statement(string type, string predicateType, IReadOnlyList<StatementSubject> subjects)
    {
        Type = type;
        PredicateType = predicateType;
        Subjects = subjects;
    }

    /// <summary><c>_type</c>, of whatever value.</summary>
    public string Type { get; }

    /// <summary>Whether <see cref="Type"/> is a version that is known.</summary>
    public bool IsKnownType => Types.Contains(Type);

    /// <summary>What the predicate means.</summary>
    public string PredicateType { get; }

    public IReadOnlyList<StatementSubject> Subjects { get; }

    /// <summary>One JSON object, no name twice at any depth, nothing after it.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out Statement? statement)
    {
        statement = null;
        try
        {
            using JsonDocument document = ProtoJson.Parse(json, Limits.MaxStatementDepth);
            JsonElement root = document.RootElement;
            statement = new Statement(
                ProtoJson.Text(root, "_type"),
                ProtoJson.Text(root, "predicateType"),
                [.. ProtoJson.Array(root, "subject", Limits.MaxSubjects).Select(StatementSubject.Read)]);
        }
        catch (Exception malformed) when (ProtoJson.IsMalformed(malformed))
        {
        }

        return statement is not null;
    }
}
