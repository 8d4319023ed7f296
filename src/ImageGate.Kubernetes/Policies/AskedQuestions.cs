using System.Diagnostics;
using ImageGate.Sigstore.Tuf;

namespace ImageGate.Kubernetes.Policies;

/// <summary>Passes on what a load asks for, and remembers the answers.</summary>
internal sealed class AskedQuestions(IReferencedFiles files, ITrustMaterial material) : IReferencedFiles, ITrustMaterial
{
    private readonly List<(string Path, ReferencedFile Answer)> _files = [];
    private readonly List<(TufSeed Seed, TimeSpan? MaxAge, TrustMaterial Answer)> _material = [];
    private readonly List<(FollowedKey Key, KeyMaterial Answer)> _keys = [];

    /// <inheritdoc/>
    public string? NoNamespaceLabels => material.NoNamespaceLabels;

    /// <inheritdoc/>
    public ReferencedFile Read(string path)
    {
        ReferencedFile answer = files.Read(path);
        _files.Add((path, answer));
        return answer;
    }

    /// <inheritdoc/>
    public TrustMaterial Find(TufSeed seed, TimeSpan? maxAge)
    {
        TrustMaterial answer = material.Find(seed, maxAge);
        _material.Add((seed, maxAge, answer));
        return answer;
    }

    /// <inheritdoc/>
    public KeyMaterial Find(FollowedKey key)
    {
        KeyMaterial answer = material.Find(key);
        _keys.Add((key, answer));
        return answer;
    }

    /// <summary>Asks everything again.</summary>
    public bool HaveSameAnswers() =>
        _files.TrueForAll(question => IsSame(files.Read(question.Path), question.Answer))
        && _material.TrueForAll(question => material.Find(question.Seed, question.MaxAge) == question.Answer)
        && _keys.TrueForAll(question => material.Find(question.Key) == question.Answer);

    private static bool IsSame(ReferencedFile now, ReferencedFile before) => (now, before) switch
    {
        (ReferencedFile.Found found, ReferencedFile.Found other) => found.Content.Span.SequenceEqual(other.Content.Span),
        (ReferencedFile.Unreadable unreadable, ReferencedFile.Unreadable other) => unreadable == other,
        (ReferencedFile.Found or ReferencedFile.Unreadable, ReferencedFile.Found or ReferencedFile.Unreadable) => false,
        _ => throw new UnreachableException(),
    };
}
