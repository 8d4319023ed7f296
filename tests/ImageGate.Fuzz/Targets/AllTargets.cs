namespace ImageGate.Fuzz.Targets;

/// <summary>Every parser of bytes that a stranger chose.</summary>
internal static class AllTargets
{
    public static IReadOnlyList<FuzzTarget> List { get; } =
    [
        .. SignatureTargets.List,
        .. CertificateTargets.List,
        .. TrustTargets.List,
        .. NameTargets.List,
        .. RegistryTargets.List,
        .. AdmissionTargets.List,
        .. DecisionTargets.List,
    ];

    public static FuzzTarget Find(string name) => List.Single(target => target.Name == name);
}
