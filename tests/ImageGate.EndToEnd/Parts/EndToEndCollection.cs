namespace ImageGate.EndToEnd.Parts;

/// <summary>One lab for all tests, which run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class EndToEndCollection : ICollectionFixture<EndToEndLab>
{
    public const string Name = "end to end";
}
