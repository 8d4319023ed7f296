using System.Globalization;
using System.Text.Json.Nodes;

namespace ImageGate.Alerts.Templates;

/// <summary>What a placeholder stands for.</summary>
internal abstract record TemplateValue
{
    private TemplateValue()
    {
    }

    /// <summary>What it is between quotes.</summary>
    public abstract string Inside { get; }

    /// <summary>What it is without quotes around it.</summary>
    public abstract JsonNode Bare { get; }

    /// <summary>A text.</summary>
    public sealed record Text(string Value) : TemplateValue
    {
        /// <inheritdoc/>
        public override string Inside => Value;

        /// <inheritdoc/>
        public override JsonNode Bare => Value;
    }

    /// <summary>A whole number.</summary>
    public sealed record Number(long Value) : TemplateValue
    {
        /// <inheritdoc/>
        public override string Inside => Value.ToString(CultureInfo.InvariantCulture);

        /// <inheritdoc/>
        public override JsonNode Bare => Value;
    }

    /// <summary>Several texts.</summary>
    public sealed record Texts(IReadOnlyList<string> Values) : TemplateValue
    {
        /// <inheritdoc/>
        public override string Inside => PlainText.List(Values);

        /// <inheritdoc/>
        public override JsonNode Bare => Payloads.Json.List(Values);
    }
}
