using ImageGate.Core.Policies;
using ImageGate.Sigstore;

namespace ImageGate.Kubernetes.Tests.Policies;

internal static class ReadySigner
{
    extension(Signer signer)
    {
        /// <summary>What its signatures must satisfy; there is nothing that it waits for.</summary>
        public SignerRequirement Requirement => signer.Trust.Should().BeOfType<SignerTrust.Ready>().Subject.Requirement;
    }
}
