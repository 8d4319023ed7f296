using System.Globalization;
using System.Text;

namespace ImageGate.Kubernetes.Workloads;

/// <summary>One place of an object where an image is named.</summary>
/// <param name="Pointer">Where the text is: a JSON pointer (RFC 6901), such as <c>/spec/containers/0/image</c>.</param>
/// <param name="List">Which list names it: <c>containers</c>, <c>initContainers</c>, <c>ephemeralContainers</c> or <c>volumes</c>.</param>
/// <param name="Name">The name of the container or volume.</param>
/// <param name="Text">The text as written: a stranger's, of any length.</param>
public sealed record ImageUse(string Pointer, string List, string Name, string Text)
{
    /// <summary>The pointer as Kubernetes writes paths: <c>spec.containers[0].image</c>.</summary>
    public string Field
    {
        get
        {
            var path = new StringBuilder();
            foreach (string segment in Pointer.Split('/', StringSplitOptions.RemoveEmptyEntries))
            {
                bool isIndex = int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out _);
                path.Append(isIndex ? $"[{segment}]" : path.Length == 0 ? segment : "." + segment);
            }

            return path.ToString();
        }
    }
}
