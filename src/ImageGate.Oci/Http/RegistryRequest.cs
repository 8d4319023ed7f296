using System.Net.Http.Headers;
using System.Text;
using ImageGate.Oci.Auth;

namespace ImageGate.Oci.Http;

/// <summary>A request as it is to be sent; it can be sent again.</summary>
/// <param name="Method">GET, HEAD, or POST to a token service.</param>
/// <param name="Uri">Where to.</param>
/// <param name="Subject">The repository it is about: the beginning of every detail.</param>
/// <param name="Asker">For whom, and for which repository, it is sent.</param>
/// <param name="MaxBytes">The bound of the body of a good answer.</param>
internal sealed record RegistryRequest(HttpMethod Method, Uri Uri, string Subject, TokenKey Asker, int MaxBytes)
{
    /// <summary>The media types that are wanted.</summary>
    public string Accept { get; init; } = "*/*";

    /// <summary>Who asks, or null: nobody.</summary>
    public AuthenticationHeaderValue? Authorization { get; init; }

    /// <summary>The form of a POST, or null.</summary>
    public string? Form { get; init; }

    /// <summary>The host and port it goes to.</summary>
    public string Host => Uri.Authority;

    /// <summary>A new message; a message can be sent only once.</summary>
    public HttpRequestMessage ToMessage(string userAgent)
    {
        var message = new HttpRequestMessage(Method, Uri);
        message.Headers.TryAddWithoutValidation("Accept", Accept);
        message.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        message.Headers.Authorization = Authorization;
        message.Content = Form is null ? null : new StringContent(Form, Encoding.ASCII, "application/x-www-form-urlencoded");
        return message;
    }

    /// <summary>Never who asks, nor the form.</summary>
    public override string ToString() => $"{Method} {Uri.GetLeftPart(UriPartial.Path)}";
}
