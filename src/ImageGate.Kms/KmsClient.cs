using System.Diagnostics;
using ImageGate.Cloud;
using ImageGate.Cloud.Http;
using ImageGate.Kms.Aws;
using ImageGate.Kms.Azure;
using ImageGate.Kms.Google;
using ImageGate.Kms.Vault;
using ImageGate.Sigstore.Keys.Kms;

namespace ImageGate.Kms;

/// <summary>Asks key management services for public keys. Nothing is kept but credentials.</summary>
public sealed class KmsClient : IDisposable
{
    private readonly GoogleKms _google;
    // Made when the first key wants it: the library is large, and most clusters have no key there.
    private readonly Lazy<AwsKms> _aws;
    private readonly AzureKms _azure;
    private readonly VaultKms? _vault;
    private readonly TimeProvider _time;

    /// <summary>Makes a client; nothing is asked yet.</summary>
    /// <param name="settings">Where the services are.</param>
    /// <param name="time">The clock of deadlines and of credentials.</param>
    public KmsClient(KmsSettings settings, TimeProvider time)
        : this(settings, time, CloudHandlers.Create())
    {
    }

    /// <summary>The same with another way to Azure, whose addresses are fixed.</summary>
    internal KmsClient(KmsSettings settings, TimeProvider time, HttpMessageHandler azure)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _time = time;
        _google = new GoogleKms(settings.Google, settings.UserAgent);
        _aws = new Lazy<AwsKms>(() => new AwsKms(settings.Aws));
        _azure = new AzureKms(settings.Azure, settings.UserAgent, azure);
        _vault = settings.Vault is { } vault ? new VaultKms(vault, settings.UserAgent, time) : null;
    }

    /// <summary>Asks for a key; may be called for several at once.</summary>
    /// <param name="key">Which.</param>
    /// <param name="cancellationToken">Gives up; <see cref="Limits.FetchTimeout"/> does as well.</param>
    /// <returns>The key, that it must not be trusted, or that nothing is known. Nothing that a network or a service does is an exception.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> gave up.</exception>
    public async Task<KmsAnswer> FetchAsync(KmsKey key, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Limits.FetchTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            // The vendors' libraries do not end with a token in all they do.
            return await AskAsync(key, either.Token).WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new KmsAnswer.Unavailable(CloudFault.TimedOut, $"no answer within {Limits.FetchTimeout.TotalSeconds} seconds");
        }
        catch (Exception unforeseen) when (unforeseen is not OperationCanceledException)
        {
            // The vendors' libraries throw what they please, Google's a NullReferenceException for an empty answer. It must not
            // end the server; nothing is known, and nothing is said of what came.
            return new KmsAnswer.Unavailable(CloudFault.BadAnswer, $"{unforeseen.GetType().Name} while asking");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _google.Dispose();
        if (_aws.IsValueCreated)
        {
            _aws.Value.Dispose();
        }

        _azure.Dispose();
        _vault?.Dispose();
    }

    private Task<KmsAnswer> AskAsync(KmsKey key, CancellationToken cancellationToken) => key switch
    {
        KmsKey.Google google => _google.FetchAsync(google, cancellationToken),
        KmsKey.Aws aws => _aws.Value.FetchAsync(aws, cancellationToken),
        KmsKey.Azure azure => _azure.FetchAsync(azure, cancellationToken),
        KmsKey.Vault vault when _vault is not null => _vault.FetchAsync(vault, cancellationToken),
        KmsKey.Vault => Task.FromResult<KmsAnswer>(new KmsAnswer.Unavailable(CloudFault.NoCredential, "Vault's address is not known: set Kms:VaultAddress or VAULT_ADDR")),
        _ => throw new UnreachableException(),
    };
}
