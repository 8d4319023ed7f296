using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ImageGate.Testing;

/// <summary>Gives tokens, and knows them again.</summary>
/// <remarks>Source: Docker registry token authentication (GET) and OAuth2 (POST) specifications.</remarks>
internal sealed class TokenEndpoint(InMemoryRegistryOptions options)
{
    private const int TokenBytes = 24;

    private readonly ConcurrentDictionary<string, string> _scopes = new(StringComparer.Ordinal);

    /// <summary>The <c>Authorization</c> of the user and password.</summary>
    public string Basic => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.Username}:{options.Password}"));

    /// <summary>Whether the header brings a token for reading the repository.</summary>
    public bool Accepts(string? authorization, string repository) =>
        authorization?.StartsWith("Bearer ", StringComparison.Ordinal) == true
        && _scopes.TryGetValue(authorization["Bearer ".Length..], out string? scope) && scope == $"repository:{repository}:pull";

    /// <summary>All tokens that were given end to be good.</summary>
    public void RevokeAll() => _scopes.Clear();

    public async Task AnswerAsync(HttpContext context)
    {
        bool isPost = HttpMethods.IsPost(context.Request.Method);
        IFormCollection? form = isPost ? await context.Request.ReadFormAsync(context.RequestAborted) : null;
        bool isKnown = isPost
            ? options.IdentityToken is { } identity && form!["grant_type"] == "refresh_token" && form["refresh_token"] == identity
            : options.Authentication == RegistryAuthentication.AnonymousBearer || context.Request.Headers.Authorization == Basic;
        if (!isKnown)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        string token = Convert.ToHexString(RandomNumberGenerator.GetBytes(TokenBytes));
        _scopes[token] = (isPost ? form!["scope"] : context.Request.Query["scope"]).ToString();
        var answer = new JsonObject { [isPost ? "access_token" : "token"] = token };
        if (options.TokenSeconds is { } seconds)
        {
            answer["expires_in"] = seconds;
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
    }
}
