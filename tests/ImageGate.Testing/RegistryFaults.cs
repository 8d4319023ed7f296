using System.Text;
using Microsoft.AspNetCore.Http;

namespace ImageGate.Testing;

/// <summary>Answers in place of the registry, or changes its answer.</summary>
/// <param name="context">The request and its response.</param>
/// <param name="normally">What the registry would have done.</param>
public delegate Task RegistryFault(HttpContext context, RequestDelegate normally);

/// <summary>Ways in which a registry can be broken, slow or hostile.</summary>
public static class RegistryFaults
{
    private const int ChunkBytes = 64 * 1024;

    /// <summary>A status, with headers and an empty body.</summary>
    public static RegistryFault Status(int status, params (string Name, string Value)[] headers) => (context, _) =>
    {
        context.Response.StatusCode = status;
        Set(context, headers);
        return Task.CompletedTask;
    };

    /// <summary>200 with these bytes.</summary>
    public static RegistryFault Body(byte[] body, string mediaType, params (string Name, string Value)[] headers) => async (context, _) =>
    {
        context.Response.ContentType = mediaType;
        Set(context, headers);
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    };

    /// <summary>200 with this text.</summary>
    public static RegistryFault Body(string body, string mediaType, params (string Name, string Value)[] headers) =>
        Body(Encoding.UTF8.GetBytes(body), mediaType, headers);

    /// <summary>The registry's answer with other headers; an empty value takes a header away.</summary>
    public static RegistryFault Headers(params (string Name, string Value)[] headers) => (context, normally) =>
    {
        context.Response.OnStarting(() =>
        {
            Set(context, headers);
            return Task.CompletedTask;
        });
        return normally(context);
    };

    /// <summary>A redirect.</summary>
    public static RegistryFault Redirect(string location, int status = StatusCodes.Status307TemporaryRedirect) => Status(status, ("Location", location));

    /// <summary>The connection is cut before a word is said.</summary>
    public static RegistryFault Drop() => (context, _) =>
    {
        context.Abort();
        return Task.CompletedTask;
    };

    /// <summary>The connection is cut after some of the promised bytes.</summary>
    public static RegistryFault BreakOff(byte[] beginning, int promisedBytes, string mediaType) => async (context, _) =>
    {
        context.Response.ContentType = mediaType;
        context.Response.ContentLength = promisedBytes;
        await context.Response.Body.WriteAsync(beginning, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
    };

    /// <summary>Some of the promised bytes, and then nothing until the client goes away.</summary>
    public static RegistryFault Stall(byte[] beginning, int promisedBytes, string mediaType) => async (context, _) =>
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = context.RequestAborted.Register(() => gone.TrySetResult());
        context.Response.ContentType = mediaType;
        context.Response.ContentLength = promisedBytes;
        await context.Response.Body.WriteAsync(beginning, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await gone.Task;
        context.Abort();
    };

    /// <summary>A body that does not end before the client goes away.</summary>
    public static RegistryFault Endless(string mediaType) => async (context, _) =>
    {
        context.Response.ContentType = mediaType;
        byte[] chunk = new byte[ChunkBytes];
        try
        {
            while (true)
            {
                await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
            }
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    };

    private static void Set(HttpContext context, (string Name, string Value)[] headers)
    {
        foreach ((string name, string value) in headers)
        {
            if (value.Length == 0)
            {
                context.Response.Headers.Remove(name);
            }
            else
            {
                context.Response.Headers[name] = value;
            }
        }
    }
}
