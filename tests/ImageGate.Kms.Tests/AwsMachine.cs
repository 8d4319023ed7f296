using System.Runtime.CompilerServices;
using ImageGate.Testing.Kms;

namespace ImageGate.Kms.Tests;

/// <summary>A machine of AWS under all tests: its library looks once, for the whole process, where the metadata service is.</summary>
internal static class AwsMachine
{
    /// <summary>Its services.</summary>
    public static FakeAws Services { get; private set; } = null!;

    [ModuleInitializer]
    internal static void Start()
    {
        Services = Task.Run(FakeAws.StartAsync).GetAwaiter().GetResult();
        Environment.SetEnvironmentVariable("AWS_EC2_METADATA_SERVICE_ENDPOINT", Services.Address.AbsoluteUri.TrimEnd('/'));
    }
}
