namespace ImageGate.Server.Tests;

/// <summary>Tests that change the process's environment: one after the other, and nothing beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EnvironmentTests
{
    /// <summary>The collection.</summary>
    public const string Name = "environment";
}
