using System.Net;

namespace ImageGate.Cloud.Http;

/// <summary>Lets no answer through that is over <see cref="Limits.MaxAnswerBytes"/>; also for the vendors' libraries.</summary>
internal sealed class BoundedHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int FirstBytes = 16 * 1024;

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        HttpContent whole = response.Content;
        using var buffer = new MemoryStream();
        try
        {
            await CopyAsync(whole, buffer, cancellationToken);
        }
        catch
        {
            response.Dispose();
            throw;
        }

        var bounded = new ByteArrayContent(buffer.ToArray());
        bounded.Headers.ContentType = whole.Headers.ContentType;
        response.Content = bounded;
        whole.Dispose();
        return response;
    }

    // The buffer grows with what has come, not with what the header says will come.
    private static async Task CopyAsync(HttpContent content, MemoryStream buffer, CancellationToken cancellationToken)
    {
        await using Stream stream = await content.ReadAsStreamAsync(cancellationToken);
        byte[] chunk = new byte[FirstBytes];
        int read;
        while ((read = await stream.ReadAsync(chunk, cancellationToken)) > 0)
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > Limits.MaxAnswerBytes)
            {
                throw new HttpRequestException($"the answer is over {Limits.MaxAnswerBytes} bytes", null, HttpStatusCode.OK);
            }
        }
    }
}
