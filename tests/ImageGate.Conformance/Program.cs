using ImageGate.Conformance;

return args switch
{
    ["verify-bundle", .. var rest] => VerifyBundleCommand.Run(rest, Console.Error),
    ["run", .. var rest] => RunCommand.Run(rest, Console.Out, Console.Error),
    _ => Usage.Show(Console.Error),
};
