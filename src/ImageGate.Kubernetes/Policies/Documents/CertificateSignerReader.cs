using ImageGate.Core.Policies;
using ImageGate.Kubernetes.Policies.Yaml;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Certificates;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>Reads what a signer with a <c>certificate</c> of an authority outside of Sigstore demands.</summary>
internal sealed class CertificateSignerReader(NodeReader reader, ReferencedContents contents, TimeSourceReader times)
{
    private static readonly Shape CertificateShape = new("chain", "file", "subject", "subjectRegex", "email", "uri", "dns", "insecureCurrentTime");

    // Names that nobody's has something in common with. A pattern that matches one of them matches everybody of that form.
    private static readonly string[] Nobodies =
        ["x-nobody-x", "CN=x-nobody-x", "x-nobody-x@x-nobody-x.invalid", "https://x-nobody-x.invalid/x-nobody-x", "spiffe://x-nobody-x/x-nobody-x", "x-nobody-x.invalid"];

    /// <summary>Reads the demand; null when something is wrong, which is reported.</summary>
    public SignerTrust? Read(Fields signer, YamlNode node, IReadOnlyDictionary<string, string> annotations)
    {
        if (reader.Mapping(node, CertificateShape) is not { } fields)
        {
            return null;
        }

        OwnAuthority? authority = ReadAuthority(fields);
        SubjectPolicy? subject = ReadSubject(fields);
        Func<Func<SigningTime, SignerRequirement>, SignerTrust>? time = ReadTime(signer, fields);
        return authority is null || subject is null ? null : time?.Invoke(when => new SignerRequirement.Certificate(authority, subject, when, annotations));
    }

    private OwnAuthority? ReadAuthority(Fields fields)
    {
        string[] sources = fields.Present("chain", "file");
        if (sources.Length != 1)
        {
            reader.Errors.Add(fields.Node, sources.Length == 0
                ? "has no authority: write exactly one of `chain` and `file`"
                : $"has {Wording.And(sources)}: write exactly one of them");
            return null;
        }

        YamlNode node = fields.Find(sources[0])!;
        bool isFile = sources[0] == "file";
        string? pem = isFile ? ReadFile(node) : reader.Block(node, Sigstore.Limits.MaxPemCharacters);
        if (pem is null)
        {
            return null;
        }

        if (!OwnAuthority.TryParse(pem, out OwnAuthority? authority, out string? error))
        {
            reader.Errors.Add(node, $"{(isFile ? "the file: " : "")}{error}");
        }

        return authority;
    }

    private string? ReadFile(YamlNode node)
    {
        if (contents.Read(node, reader) is not { } bytes)
        {
            return null;
        }

        string? pem = YamlText.Decode(bytes.Span);
        if (pem is null)
        {
            reader.Errors.Add(node, "the file is not PEM text");
        }

        return pem;
    }

    private SubjectPolicy? ReadSubject(Fields fields)
    {
        string[] names = fields.Present("subject", "subjectRegex", "email", "uri", "dns");
        if (names.Length != 1)
        {
            reader.Errors.Add(fields.Node, names.Length == 0
                ? "says not whose certificate counts: write exactly one of `subject`, `subjectRegex`, `email`, `uri` and `dns`"
                : $"has {Wording.And(names)}: write exactly one of them");
            return null;
        }

        YamlNode node = fields.Find(names[0])!;
        return reader.Text(node, Sigstore.Limits.MaxIdentityCharacters) is { } text && ParseSubject(node, names[0], text) is { } pattern
            ? new SubjectPolicy(KindOf(names[0]), pattern)
            : null;
    }

    private IdentityPattern? ParseSubject(YamlNode node, string name, string text)
    {
        IdentityPattern? pattern;
        string? error;
        bool isPattern = name switch
        {
            "subject" => IdentityPattern.TryParseName(text, out pattern, out error),
            "subjectRegex" => IdentityPattern.TryParseRegex(text, out pattern, out error),
            _ => IdentityPattern.TryParse(text, out pattern, out error),
        };
        if (!isPattern)
        {
            reader.Errors.Add(node, error!.ReplaceLineEndings(" "));
            return null;
        }

        if (!Nobodies.Contains(text) && Nobodies.Any(pattern!.Matches))
        {
            reader.Errors.Add(node, "matches everybody to whom the authority gave a certificate: write at least a part of who is meant");
            return null;
        }

        return pattern;
    }

    private static SubjectKind KindOf(string name) => name switch
    {
        "email" => SubjectKind.Email,
        "uri" => SubjectKind.Uri,
        "dns" => SubjectKind.Dns,
        _ => SubjectKind.DistinguishedName,
    };

    /// <summary>Makes what the signer trusts from the time that counts, when the trust root that says it is there.</summary>
    private Func<Func<SigningTime, SignerRequirement>, SignerTrust>? ReadTime(Fields signer, Fields fields)
    {
        bool? isNow = fields.Find("insecureCurrentTime") is { } node ? reader.Flag(node) : false;
        if (isNow is null)
        {
            return null;
        }

        if (!isNow.Value)
        {
            return times.ReadLog(signer) is { } log && times.ReadRoot(signer, log) is { } root
                ? require => root.Bind(usable => require(new SigningTime.Verified(usable.Root, log)))
                : null;
        }

        foreach (string unused in signer.Present("transparencyLog", "trustRoot"))
        {
            reader.Errors.Add(signer.Find(unused)!, $"nothing would use it, since `insecureCurrentTime` asks nobody for the time: remove one of the two");
        }

        return require => new SignerTrust.Ready(require(new SigningTime.InsecureCurrent()));
    }
}
