namespace ImageGate.Kubernetes.Api.Configuration;

/// <summary>What became of looking for the API server.</summary>
public abstract record ApiConfigurationLoad
{
    private ApiConfigurationLoad()
    {
    }

    /// <summary>Where it is.</summary>
    public sealed record Loaded(ApiConfiguration Configuration) : ApiConfigurationLoad;

    /// <summary>Why it is not known.</summary>
    /// <param name="Errors">At least one: what is wrong, for people, one line each, without secrets.</param>
    public sealed record Rejected(IReadOnlyList<string> Errors) : ApiConfigurationLoad;
}
