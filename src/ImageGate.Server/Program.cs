using System.Net.Sockets;
using ImageGate.Server;
using Microsoft.Extensions.Options;

// One clear line for what the operator can mend; everything else is a fault and keeps its stack.
try
{
    await using WebApplication app = GateApplication.Build(args, new Dictionary<string, string?>());
    await app.RunAsync();
    return 0;
}
catch (OptionsValidationException bad)
{
    await Console.Error.WriteLineAsync("imagegate: bad setting: " + string.Join("; ", bad.Failures));
    return 2;
}
catch (Exception bad) when (bad is IOException or SocketException or InvalidDataException or FormatException or InvalidOperationException { InnerException: FormatException or ArgumentException })
{
    await Console.Error.WriteLineAsync("imagegate: cannot start: " + bad.Message.ReplaceLineEndings(" "));
    return 2;
}
