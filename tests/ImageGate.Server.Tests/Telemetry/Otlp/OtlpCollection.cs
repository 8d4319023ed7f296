namespace ImageGate.Server.Tests.Telemetry.Otlp;

/// <summary>Sources of spans and meters are those of the whole process: while these tests run, no other server may.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OtlpCollection
{
    public const string Name = "OTLP";
}
