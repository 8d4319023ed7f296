using System.Globalization;

namespace ImageGate.Kubernetes.Api.Objects;

/// <summary>Writes times as the API server reads them. Source: apimachinery, pkg/apis/meta/v1, time.go and micro_time.go.</summary>
public static class ApiTime
{
    /// <summary><c>Time</c>: whole seconds of UTC.</summary>
    public static string Seconds(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary><c>MicroTime</c>: exactly six digits behind the point, of UTC.</summary>
    public static string Micro(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
