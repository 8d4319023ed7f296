namespace ImageGate.Testing.Tuf;

/// <summary>A role as the next root lists it, and what the next metadata of it says.</summary>
public sealed class TufRoleSpec(params IReadOnlyList<TufSigner> signers)
{
    public IReadOnlyList<TufSigner> Signers { get; set; } = signers;

    public int Threshold { get; set; } = signers.Count;

    public DateTimeOffset Expires { get; set; } = TufRepository.Now.AddDays(7);

    public int Version { get; set; }
}
