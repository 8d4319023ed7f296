using Amazon.Runtime;

namespace ImageGate.Cloud.Aws;

/// <summary>What finding out who ImageGate is at AWS came to.</summary>
internal abstract record AwsLogin
{
    private AwsLogin()
    {
    }

    /// <summary>Known.</summary>
    /// <param name="Source">Keeps and renews the credentials.</param>
    /// <param name="Now">The credentials that hold now.</param>
    public sealed record Given(AWSCredentials Source, ImmutableCredentials Now) : AwsLogin
    {
        /// <summary>Never the secret.</summary>
        public override string ToString() => "credentials of AWS";
    }

    /// <summary>Not known.</summary>
    /// <param name="Why">Why.</param>
    public sealed record None(CloudProblem Why) : AwsLogin;
}
