namespace ImageGate.Kubernetes.Policies.Yaml;

/// <summary>What a single value means.</summary>
internal enum YamlScalarKind
{
    /// <summary>Text, and nothing else to any reader.</summary>
    Text,

    /// <summary>Nothing: no value, <c>~</c> or <c>null</c>.</summary>
    Nothing,

    /// <summary><c>true</c> or <c>false</c>, spelled exactly so.</summary>
    Boolean,

    /// <summary><c>yes</c>, <c>on</c>, <c>True</c> and the like: boolean or text, depending on the reader. Refused as both.</summary>
    OldBoolean,

    /// <summary>A whole decimal number without leading zeros or plus sign.</summary>
    Integer,

    /// <summary>Another number. Refused everywhere, also as text.</summary>
    OtherNumber,
}
