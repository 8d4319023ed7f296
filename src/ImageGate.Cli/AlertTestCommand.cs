using System.Diagnostics;
using ImageGate.Alerts;
using ImageGate.Alerts.Delivery;
using ImageGate.Kubernetes.Alerts;

namespace ImageGate.Cli;

/// <summary><c>imagegate alert test</c>: one try to deliver a made-up alert to one receiver.</summary>
internal static class AlertTestCommand
{
    public static async Task<ExitCode> RunAsync(string file, string name, TextWriter output, TextWriter error, TimeProvider time, CancellationToken cancellationToken)
    {
        switch (new AlertFile(file).Load())
        {
            case AlertLoad.Rejected rejected:
                foreach (object wrong in rejected.Errors)
                {
                    await error.WriteLineAsync(wrong.ToString());
                }

                return ExitCode.Denied;
            case AlertLoad.Loaded loaded when loaded.Config.Receivers.FirstOrDefault(receiver => receiver.Name == name) is { } found:
                using (var client = new AlertClient(found, loaded.Config.Cluster, Environment.MachineName, time))
                {
                    return await ReportAsync(name, await client.SendAsync(TestAlert(found, time), cancellationToken), output, error);
                }

            case AlertLoad.Loaded loaded:
                await error.WriteLineAsync($"imagegate: there is no receiver {name}; there are {string.Join(", ", loaded.Config.Receivers.Select(receiver => receiver.Name))}");
                return ExitCode.Usage;
            default:
                throw new UnreachableException();
        }
    }

    private static async Task<ExitCode> ReportAsync(string name, DeliveryResult result, TextWriter output, TextWriter error)
    {
        switch (result)
        {
            case DeliveryResult.Delivered delivered:
                await output.WriteLineAsync($"receiver {name} took the alert: HTTP {delivered.Status}");
                return ExitCode.Admitted;
            case DeliveryResult.Failed failed:
                await error.WriteLineAsync($"imagegate: receiver {name} did not take the alert: {failed.Detail}{(failed.Answer.Length > 0 ? $": {failed.Answer}" : "")}");
                return failed.MayRetry ? ExitCode.Unavailable : ExitCode.Denied;
            default:
                throw new UnreachableException();
        }
    }

    private static Alert TestAlert(ReceiverSettings receiver, TimeProvider time) => new()
    {
        Event = receiver.Events[0],
        Time = time.GetUtcNow(),
        Message = "this is a test: whoever reads it gets the alerts of ImageGate",
        ReasonCode = "Test",
        RequestId = Guid.NewGuid().ToString(),
        Namespace = "default",
        Kind = "Pod",
        Name = "test",
        User = Environment.UserName,
        Policies = ["test"],
        Images = [new AlertImage("registry.example/app:test", "registry.example/app", null)],
    };
}
