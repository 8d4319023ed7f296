using ImageGate.Core.Registries;

namespace ImageGate.Oci.Auth;

/// <summary>Tokens until shortly before they expire, and one request at a time for each.</summary>
internal sealed class TokenCache(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TokenKey, (Token Token, DateTimeOffset Until)> _tokens = [];
    private readonly Dictionary<TokenKey, Task<RegistryResult<Token>>> _running = [];

    public int Count => _tokens.Count;

    /// <summary>A token that still holds, or null.</summary>
    public Token? Find(TokenKey key)
    {
        lock (_lock)
        {
            return _tokens.TryGetValue(key, out (Token Token, DateTimeOffset Until) kept) && clock.GetUtcNow() < kept.Until ? kept.Token : null;
        }
    }

    /// <summary>Drops a token that was refused, unless there is a newer one already.</summary>
    public void Forget(TokenKey key, string refused)
    {
        lock (_lock)
        {
            if (_tokens.TryGetValue(key, out (Token Token, DateTimeOffset Until) kept) && kept.Token.Value == refused)
            {
                _tokens.Remove(key);
            }
        }
    }

    /// <summary>The token that is there, or that somebody is asking for already, or the one that <paramref name="start"/> begins to ask for.</summary>
    public Task<RegistryResult<Token>> GetAsync(TokenKey key, Func<Task<RegistryResult<Token>>> start)
    {
        lock (_lock)
        {
            if (Find(key) is { } token)
            {
                return Task.FromResult<RegistryResult<Token>>(new RegistryResult<Token>.Found(token));
            }

            if (!_running.TryGetValue(key, out Task<RegistryResult<Token>>? running))
            {
                running = KeepAsync(key, start());
                _running.Add(key, running);
            }

            return running;
        }
    }

    private async Task<RegistryResult<Token>> KeepAsync(TokenKey key, Task<RegistryResult<Token>> running)
    {
        RegistryResult<Token>? result = null;
        try
        {
            // Yields even when the answer is there: it must not be taken out before it was put in.
            return result = await running.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
        finally
        {
            lock (_lock)
            {
                _running.Remove(key);
                if (result is RegistryResult<Token>.Found { Value: var token })
                {
                    MakePlace(key);
                    _tokens[key] = (token, clock.GetUtcNow() + token.Lifetime - Limits.TokenMargin);
                }
            }
        }
    }

    private void MakePlace(TokenKey key)
    {
        if (_tokens.Count >= Limits.MaxTokens && !_tokens.ContainsKey(key))
        {
            _tokens.Remove(_tokens.MinBy(kept => kept.Value.Until).Key);
        }
    }
}
