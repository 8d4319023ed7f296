namespace ImageGate.Fuzz.Mutations;

/// <summary>Makes bad inputs of good ones.</summary>
internal static class Mutator
{
    private const int MostSteps = 4;

    /// <summary>The longest input of the random run: what is larger is tested on purpose, by its shape.</summary>
    private const int MaxBytes = 128 * 1024;

    public static byte[] Mutate(IReadOnlyList<byte[]> seeds, InputFormat format, Random random)
    {
        byte[] input = seeds[random.Next(seeds.Count)];

        // Mostly one step: an input that is wrong in one place only gets furthest.
        for (int steps = 1 + (random.Next(2) * random.Next(MostSteps)); steps > 0; steps--)
        {
            byte[] other = seeds[random.Next(seeds.Count)];
            input = Step(input, other, format, random);
        }

        return input.Length <= MaxBytes ? input : input[..MaxBytes];
    }

    /// <summary>One change that fits the format, or one that fits any.</summary>
    public static byte[] Step(byte[] input, byte[] other, InputFormat format, Random random) => (format, random.Next(8)) switch
    {
        (_, 0) => ByteMutations.Change(input, other, random),
        (not InputFormat.Der, 1) => TextMutations.Change(input, random),
        (InputFormat.Json, 2 or 3 or 4) => EncodedMutations.Change(input, random),
        (InputFormat.Json, _) => JsonMutations.Change(input, other, random),
        (InputFormat.Der, _) => DerMutations.Change(input, other, random),
        (InputFormat.Yaml, 2 or 3 or 4 or 5) => YamlMutations.Change(input, random),
        (_, 2) => EncodedMutations.Change(input, random),
        (_, 3 or 4) => TextMutations.Change(input, random),
        _ => ByteMutations.Change(input, other, random),
    };
}
