namespace ImageGate.Fuzz;

/// <summary>A parser of untrusted bytes, and what it may cost.</summary>
/// <param name="Name">For the command line.</param>
/// <param name="Format">How its inputs are broken.</param>
/// <param name="Inputs">How many of them the short run takes: more where one is cheap.</param>
/// <param name="Seeds">Good inputs.</param>
/// <param name="Run">Whether the input was taken. Throws for whatever should never happen.</param>
internal sealed record FuzzTarget(string Name, InputFormat Format, int Inputs, IReadOnlyList<byte[]> Seeds, Func<byte[], bool> Run)
{
    /// <summary>Bytes that any input may allocate: error messages, buffers that the platform keeps, a key that is imported.</summary>
    public long AllocationConstant { get; init; } = 512 * 1024;

    /// <summary>
    /// Bytes allocated for one byte of the input, most. JSON's own index has 12 bytes a token, and a token can be two bytes;
    /// it grows by doubling; text and values are copied once or twice in UTF-16.
    /// </summary>
    public long AllocationPerByte { get; init; } = 64;

    public long MaxAllocation(int inputBytes) => AllocationConstant + (AllocationPerByte * inputBytes);

    public override string ToString() => Name;
}
