namespace ImageGate.Alerts;

/// <summary>The bounds of alerts: of their texts, of what waits, and of what a receiver may do.</summary>
public static class Limits
{
    /// <summary>Receivers of one configuration; each has a queue and a connection.</summary>
    public const int MaxReceivers = 32;

    /// <summary>Headers of one receiver.</summary>
    public const int MaxHeaders = 32;

    /// <summary>Characters of a header's value. Source: what common servers take for one header line, 8 KiB.</summary>
    public const int MaxHeaderCharacters = 8_000;

    /// <summary>Characters of a template.</summary>
    public const int MaxTemplateCharacters = 64 * 1024;

    /// <summary>Placeholders of a template; each may become as long as all images of an alert.</summary>
    public const int MaxPlaceholders = 128;

    /// <summary>Levels of a template.</summary>
    public const int MaxTemplateDepth = 32;

    /// <summary>Characters of an alert's message.</summary>
    public const int MaxMessageCharacters = 1_024;

    /// <summary>Characters of a name: of a namespace, an object, a user, a policy. Longer ones are cut off with <c>…</c>.</summary>
    public const int MaxNameCharacters = 253;

    /// <summary>Characters of an image's text. Source: as the longest reference that ImageGate takes.</summary>
    public const int MaxImageCharacters = 512;

    /// <summary>Images and policies that one alert names; of the rest it gives the number.</summary>
    public const int MaxListed = 20;

    /// <summary>Alerts that wait for one receiver. Over it they are dropped, and counted.</summary>
    public const int MaxQueued = 256;

    /// <summary>Different alerts of one receiver that are open at a time, so that their repetitions are counted.</summary>
    public const int MaxWindows = 4_096;

    /// <summary>
    /// Different alerts of one namespace and event within a window. The next ones are one alert together: whoever creates
    /// Pods with a thousand images must not hide the alerts of other namespaces.
    /// </summary>
    public const int MaxAlertsPerNamespace = 32;

    /// <summary>Tries for one alert. With the waits between them a receiver may be away for about half a minute.</summary>
    public const int MaxAttempts = 6;

    /// <summary>Bytes of a receiver's answer that are read, for people who try a receiver.</summary>
    public const int MaxAnswerBytes = 1_024;

    /// <summary>How long an alert is counted before a summary is sent, when nothing else is written.</summary>
    public static readonly TimeSpan DefaultWindow = TimeSpan.FromMinutes(10);

    /// <summary>The longest such time.</summary>
    public static readonly TimeSpan MaxWindow = TimeSpan.FromDays(1);

    /// <summary>Time for one try, when nothing else is written.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The longest time for one try.</summary>
    public static readonly TimeSpan MaxTimeout = TimeSpan.FromSeconds(60);

    /// <summary>The wait before the second try; each further one is twice as long.</summary>
    public static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two tries that is our own choice.</summary>
    public static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(1);

    /// <summary>The longest wait that a receiver may ask for. Source: RFC 9110, 10.2.3 sets no bound.</summary>
    public static readonly TimeSpan MaxRetryAfter = TimeSpan.FromMinutes(5);

    /// <summary>How long waiting alerts are delivered when the process stops. Part of the 40 seconds that the host gives all.</summary>
    public static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(5);
}
