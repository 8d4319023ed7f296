namespace ImageGate.EndToEnd.Replicas;

/// <summary>One request of a <see cref="PodStream"/> and what became of it.</summary>
/// <param name="Began">When it was sent, by <see cref="System.Diagnostics.Stopwatch"/>.</param>
/// <param name="Took">Until the whole answer was there.</param>
/// <param name="Fault">What is wrong with the answer, for people; null: it is the right one.</param>
internal sealed record StreamAnswer(long Began, TimeSpan Took, string? Fault);
