using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ImageGate.Server;

/// <summary>Which of the two ports a connection came in by. A Host header says nothing about that: anyone can write one.</summary>
internal sealed class Listener
{
    private Listener()
    {
    }

    /// <summary>The webhook, HTTPS.</summary>
    public static Listener Webhook { get; } = new();

    /// <summary>Health and metrics, plain HTTP.</summary>
    public static Listener Metrics { get; } = new();

    /// <summary>Marks the connections of a port.</summary>
    public void Mark(ListenOptions options) => options.Use(next => connection =>
    {
        connection.Features.Set(this);
        return next(connection);
    });

    /// <summary>Answers 404 on the other port.</summary>
    public void Guard(IEndpointConventionBuilder endpoints) => endpoints.Add(endpoint =>
    {
        RequestDelegate inner = endpoint.RequestDelegate!;
        endpoint.RequestDelegate = context =>
        {
            if (ReferenceEquals(context.Features.Get<Listener>(), this))
            {
                return inner(context);
            }

            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        };
    });
}
