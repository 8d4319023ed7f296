namespace ImageGate.Fuzz;

/// <summary>An input that did what none may do.</summary>
/// <param name="Target">Whose input.</param>
/// <param name="Seed">Of the run.</param>
/// <param name="Input">The bytes.</param>
/// <param name="Why">What happened.</param>
internal sealed record FuzzFailure(string Target, int Seed, byte[] Input, string Why)
{
    public override string ToString() =>
        $"{Target}: {Why}\n  seed {Seed}, {Input.Length} bytes; repeat with --target {Target} --input {Convert.ToBase64String(Input)}";
}
