using ImageGate.Testing;

namespace ImageGate.EndToEnd.Parts;

/// <summary>The registries of a run.</summary>
internal sealed class Registries(string folder) : IAsyncDisposable
{
    public const string Username = "robot";
    public const string Password = "secret";

    /// <summary>Plain HTTP.</summary>
    public LabRegistry Plain { get; } = new(Path.Combine(folder, "plain"));

    /// <summary>Plain HTTP; asks for a user and password.</summary>
    public LabRegistry Secured { get; } = new(Path.Combine(folder, "secured"), ("AUTH", $"{Username}:{Password}"));

    /// <summary>HTTPS with a certificate of its own.</summary>
    public LabRegistry Tls { get; } = new(Path.Combine(folder, "tls"), ("TLS", "1"));

    /// <summary>Plain HTTP; stopped and started by tests.</summary>
    public LabRegistry Moody { get; } = new(Path.Combine(folder, "moody"));

    /// <summary>In this process; does whatever a test tells it.</summary>
    public InMemoryRegistry Hostile { get; private set; } = null!;

    /// <summary>The key of the policy for <see cref="Hostile"/>; cosign cannot push there.</summary>
    public CosignKey HostileKey { get; } = CosignKey.CreateP256();

    private LabRegistry[] Real => [Plain, Secured, Tls, Moody];

    public async Task StartAsync()
    {
        Hostile = await InMemoryRegistry.StartAsync();

        // Not at once: each takes the first free ports that it sees.
        foreach (LabRegistry registry in Real)
        {
            await registry.StartAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Hostile is not null)
        {
            await Hostile.DisposeAsync();
        }

        HostileKey.Dispose();
    }
}
