using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ImageGate.Server.Options;

/// <summary>The webhook's certificate. Section <c>Tls</c>. Both files or none; none: a self-signed one in memory.</summary>
public sealed class TlsOptions : IValidatableObject
{
    /// <summary>PEM file of the certificate, followed by its intermediates.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>PEM file of its private key, not encrypted.</summary>
    public string? KeyFile { get; set; }

    /// <summary>Seconds between two looks at the files.</summary>
    [Range(1, 60)]
    public int PollSeconds { get; set; } = 2;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrEmpty(CertificateFile) != string.IsNullOrEmpty(KeyFile))
        {
            yield return new ValidationResult("Tls:CertificateFile and Tls:KeyFile go together: set both or none.");
        }
    }
}

[OptionsValidator]
internal sealed partial class TlsOptionsValidator : IValidateOptions<TlsOptions>;
