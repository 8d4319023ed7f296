namespace ImageGate.Server.Options;

/// <summary>Who makes the webhook's certificate.</summary>
public enum TlsSource
{
    /// <summary>Somebody else: it lies in files. Without files one is made in memory, for trying out.</summary>
    Files,

    /// <summary>ImageGate's leader: it lies in a Secret, and its authority is written into the webhook configurations.</summary>
    SelfManaged,
}
