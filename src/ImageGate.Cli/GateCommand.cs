using System.CommandLine;

namespace ImageGate.Cli;

/// <summary>The command line: <c>imagegate verify</c>, <c>imagegate policy check</c>, <c>imagegate alert test</c> and <c>imagegate ready</c>.</summary>
internal static class GateCommand
{
    /// <summary>Runs one command and returns its <see cref="ExitCode"/>.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var root = new RootCommand("Decides container images by trust policies, as the ImageGate admission webhook does.")
        {
            Verify(output, error),
            new Command("policy", "Work with policy files.") { PolicyCheck(output, error) },
            new Command("alert", "Work with receivers of alerts.") { AlertTest(output, error) },
            Ready(output, error),
        };
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (System.CommandLine.Parsing.ParseError wrong in parsed.Errors)
            {
                await error.WriteLineAsync("imagegate: " + wrong.Message);
            }

            await error.WriteLineAsync("imagegate: `imagegate --help` shows what there is");
            return (int)ExitCode.Usage;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
    }

    private static Command Verify(TextWriter output, TextWriter error)
    {
        var image = new Argument<string>("IMAGE") { Description = "The image as a Pod would name it." };
        var policies = new Option<string>("--policies") { Description = "The folder with the policy files.", Required = true };
        var namespaceName = new Option<string>("--namespace") { Description = "Where the image would run.", DefaultValueFactory = _ => "default" };
        var labels = new Option<string[]>("--namespace-label")
        {
            Description = "A label of that namespace, KEY=VALUE; once for each. kubernetes.io/metadata.name is added. Without any the labels are not known.",
        };
        labels.Validators.Add(result =>
        {
            if (GivenLabels.Problem(result.Tokens.Select(token => token.Value)) is { } problem)
            {
                result.AddError(problem);
            }
        });
        var format = new Option<string>("--output") { Description = "text or json.", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "json");
        Option<int> timeout = TimeoutOption("Seconds for the whole decision, 1 to 300.");
        var refresh = new Option<bool>("--refresh-trust-roots") { Description = "Ask the TUF mirrors of the policies' trust roots for the newest state." };
        var command = new Command("verify", "Says whether an image would be admitted, and why.") { image, policies, namespaceName, labels, format, timeout, refresh };
        command.SetAction(async (parsed, cancellationToken) => (int)await VerifyCommand.RunAsync(
            new VerifyRequest(
                parsed.GetRequiredValue(image),
                parsed.GetRequiredValue(policies),
                parsed.GetRequiredValue(namespaceName),
                GivenLabels.Read(parsed.GetRequiredValue(namespaceName), parsed.GetValue(labels) ?? []),
                parsed.GetRequiredValue(format) == "json",
                TimeSpan.FromSeconds(parsed.GetRequiredValue(timeout)),
                parsed.GetValue(refresh)),
            output,
            error,
            cancellationToken));
        return command;
    }

    private static Command PolicyCheck(TextWriter output, TextWriter error)
    {
        var directory = new Argument<string>("DIR") { Description = "The folder with the policy files." };
        var command = new Command("check", "Reads a folder of policies and prints everything that is wrong with them.") { directory };
        command.SetAction(parsed => (int)PolicyCheckCommand.Run(parsed.GetRequiredValue(directory), output, error));
        return command;
    }

    private static Command AlertTest(TextWriter output, TextWriter error)
    {
        var config = new Option<string>("--config") { Description = "The file with the AlertConfig.", Required = true };
        var receiver = new Option<string>("--receiver") { Description = "The receiver's name.", Required = true };
        var command = new Command("test", "Sends a test alert to one receiver, and says what it answers.") { config, receiver };
        command.SetAction(async (parsed, cancellationToken) => (int)await AlertTestCommand.RunAsync(
            parsed.GetRequiredValue(config), parsed.GetRequiredValue(receiver), output, error, TimeProvider.System, cancellationToken));
        return command;
    }

    private static Command Ready(TextWriter output, TextWriter error)
    {
        var address = new Argument<Uri>("URL")
        {
            Description = "The server's /readyz, such as http://imagegate.imagegate.svc:9090/readyz?verbose.",
            CustomParser = argument =>
            {
                if (Uri.TryCreate(argument.Tokens[0].Value, UriKind.Absolute, out Uri? uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps))
                {
                    return uri;
                }

                argument.AddError("URL has to start with http:// or https://");
                return null;
            },
        };
        Option<int> timeout = TimeoutOption("Seconds until it has to be ready, 1 to 300.");
        var command = new Command("ready", "Waits until a server is ready, and says what is missing when it does not become so.") { address, timeout };
        command.SetAction(async (parsed, cancellationToken) => (int)await ReadyCommand.RunAsync(
            parsed.GetRequiredValue(address), TimeSpan.FromSeconds(parsed.GetRequiredValue(timeout)), output, error, TimeProvider.System, cancellationToken));
        return command;
    }

    private static Option<int> TimeoutOption(string description)
    {
        var timeout = new Option<int>("--timeout") { Description = description, DefaultValueFactory = _ => 30 };
        timeout.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 300)
            {
                result.AddError("--timeout takes 1 to 300 seconds");
            }
        });
        return timeout;
    }
}
