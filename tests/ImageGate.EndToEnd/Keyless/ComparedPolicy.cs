namespace ImageGate.EndToEnd.Keyless;

/// <summary>A policy, and the same demand in cosign's words.</summary>
/// <param name="Name">The policy's name and that of the only namespace where it holds.</param>
/// <param name="Rule">What follows <c>images</c>, as YAML.</param>
/// <param name="Questions">cosign must say yes to all of them.</param>
internal sealed record ComparedPolicy(string Name, string Rule, params IReadOnlyList<CosignQuestion> Questions);
