using ImageGate.Cli;

return await GateCommand.RunAsync(args, Console.Out, Console.Error);
