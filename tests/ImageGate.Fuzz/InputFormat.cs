namespace ImageGate.Fuzz;

/// <summary>What an input mostly is, so that mutations break more than its first byte.</summary>
internal enum InputFormat
{
    Text,
    Json,
    Der,
    Yaml,
}
