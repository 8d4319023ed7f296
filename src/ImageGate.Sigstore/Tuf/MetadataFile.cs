using ImageGate.Sigstore.Trust;

namespace ImageGate.Sigstore.Tuf;

/// <summary>A file of metadata as another one lists it. Source: TUF specification 1.0.34, 4.4 (METAFILES).</summary>
internal sealed record MetadataFile(long Version, FileDescription Description)
{
    public static MetadataFile Read(JsonPart part) =>
        new(part.Number("version", 1, Limits.MaxTufVersion), FileDescription.ReadMetadataFile(part));
}
