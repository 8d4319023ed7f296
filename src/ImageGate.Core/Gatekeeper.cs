using ImageGate.Core.Policies;
using ImageGate.Core.Registries;
using ImageGate.Core.Verdicts;

namespace ImageGate.Core;

/// <summary>Decides images: which policies speak of each, which bytes it is, who signed them.</summary>
/// <param name="registry">Where images and signatures are.</param>
public sealed class Gatekeeper(IImageRegistry registry)
{
    /// <summary>Decides every image of one request.</summary>
    /// <param name="policies">The policies of the whole request.</param>
    /// <param name="namespaceName">Where the images would run.</param>
    /// <param name="images">The distinct texts.</param>
    /// <param name="cancellationToken">The request's deadline, shared by all images; what is not decided by then is <see cref="ImageVerdict.Unavailable"/>.</param>
    /// <returns>A verdict for every text.</returns>
    public Task<IReadOnlyDictionary<string, ImageVerdict>> DecideAsync(
        PolicySet policies, string namespaceName, IReadOnlyCollection<string> images, CancellationToken cancellationToken)
    {
        _ = registry;
        throw new NotImplementedException();
    }
}
