namespace ImageGate.Kms.Tests;

/// <summary>Tests of libraries that look into the process's environment: one after the other, and nothing beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EnvironmentTests
{
    /// <summary>The collection.</summary>
    public const string Name = "environment";
}
