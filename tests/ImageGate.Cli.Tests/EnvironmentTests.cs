namespace ImageGate.Cli.Tests;

/// <summary>Tests that change the process's environment: one after the other, and nothing beside them.</summary>
[CollectionDefinition("environment", DisableParallelization = true)]
public sealed class EnvironmentTests;
