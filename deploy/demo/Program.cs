using ImageGate.Demo;

return await Demonstration.RunAsync(Console.Out);
