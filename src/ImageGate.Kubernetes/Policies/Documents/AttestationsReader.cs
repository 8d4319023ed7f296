using System.Text.RegularExpressions;
using ImageGate.Core.Policies;
using ImageGate.Kubernetes.Policies.Yaml;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Certificates;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>Reads <c>attestations</c> of a policy.</summary>
internal sealed partial class AttestationsReader(NodeReader reader, SignerReader signers)
{
    /// <summary>Source: cosign, pkg/types/predicate.go.</summary>
    private const string ImageSignature = "https://sigstore.dev/cosign/sign/v1";

    private static readonly Shape AttestationShape = new("name", "predicateType", "signers", "accept", "maxAge");

    /// <summary>Reads the list; null when something in it is wrong, which is reported.</summary>
    /// <param name="node">The list.</param>
    /// <param name="known">The signers of the policy, whom an attestation may name.</param>
    public IReadOnlyList<AttestationDemand>? Read(YamlNode node, IReadOnlyList<Signer> known)
    {
        if (reader.Items(node, "remove `attestations`, or write what is demanded", PolicyLimits.MaxAttestations) is not { } items)
        {
            return null;
        }

        var read = new List<AttestationDemand>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (YamlNode item in items)
        {
            if (reader.Mapping(item, AttestationShape) is not { } fields)
            {
                continue;
            }

            YamlNode? nameNode = fields.Require("name", "every attestation needs a name, unique in its policy");
            string? name = nameNode is null ? null : ObjectName.Read(nameNode, reader);
            if (name is not null && !lines.TryAdd(name, nameNode!.Line))
            {
                reader.Errors.Add(nameNode, $"the name is there twice (first in line {lines[name]}): every attestation of a policy needs its own");
            }

            if (Read(name, fields, known) is { } demand)
            {
                read.Add(demand);
            }
        }

        return read.Count == items.Count ? read : null;
    }

    private AttestationDemand? Read(string? name, Fields fields, IReadOnlyList<Signer> known)
    {
        string? predicateType = fields.Require("predicateType", "write the type's URI: `https://slsa.dev/provenance/v1`") is { } typeNode ? ReadType(typeNode) : null;
        (AttestationAcceptance? accept, TimeSpan? maxAge, bool isRight) = ReadBounds(fields);
        YamlNode? list = fields.Require("signers", "write whose attestation counts: names of `require.signers`, or signers");
        IReadOnlyList<Signer>? found = list is null ? null : ReadSigners(list, known, needsTime: maxAge is not null || accept == AttestationAcceptance.Newest);
        return name is null || predicateType is null || found is null || !isRight
            ? null
            : new AttestationDemand(name, predicateType, found, accept ?? AttestationAcceptance.Any, maxAge);
    }

    private string? ReadType(YamlNode node)
    {
        if (reader.Text(node, PolicyLimits.MaxMessageCharacters) is not { } text)
        {
            return null;
        }

        string? problem = !TypeUri().IsMatch(text) ? "is not the URI of a type: write it as the statement has it, such as `https://slsa.dev/provenance/v1`, not cosign's short name"
            : text == ImageSignature ? "is what an image signature states: demand it by `require.signers`"
            : null;
        if (problem is not null)
        {
            reader.Errors.Add(node, problem);
        }

        return problem is null ? text : null;
    }

    private (AttestationAcceptance? Accept, TimeSpan? MaxAge, bool IsRight) ReadBounds(Fields fields)
    {
        (YamlNode? acceptNode, YamlNode? ageNode) = (fields.Find("accept"), fields.Find("maxAge"));
        AttestationAcceptance? accept = acceptNode is null ? null : reader.Choice(
            acceptNode, ("any", AttestationAcceptance.Any), ("all", AttestationAcceptance.All), ("newest", AttestationAcceptance.Newest));
        TimeSpan? maxAge = ageNode is null ? null : Duration.Read(ageNode, reader);
        return (accept, maxAge, (acceptNode is null || accept is not null) && (ageNode is null || maxAge is not null));
    }

    private List<Signer>? ReadSigners(YamlNode node, IReadOnlyList<Signer> known, bool needsTime)
    {
        if (reader.Items(node, "write at least one; nobody's attestation would never pass", PolicyLimits.MaxSigners) is not { } items)
        {
            return null;
        }

        var read = new List<Signer>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (YamlNode item in items)
        {
            (YamlNode? nameNode, string? name, Signer? signer) = item is YamlScalar ? FindKnown(item, known) : signers.Read(item);
            string? problem = name is null ? null
                : !lines.TryAdd(name, nameNode!.Line) ? $"the name is there twice (first in line {lines[name]}): remove one"
                : item is not YamlScalar && known.Any(other => other.Name == name) ? "is the name of a signer of `require` as well: write the name alone to mean that one, or choose another"
                : needsTime && signer?.Trust is SignerTrust.Ready { Requirement: { } requirement } ? WhyNoTime(requirement)
                : null;
            if (problem is not null)
            {
                reader.Errors.Add(nameNode!, problem);
            }
            else if (signer is not null)
            {
                read.Add(signer);
            }
        }

        return read.Count == items.Count ? read : null;
    }

    private static string? WhyNoTime(SignerRequirement requirement) => requirement switch
    {
        SignerRequirement.AnyKey { TransparencyLog: TransparencyLog.NotRequired, TrustedRoot: null } =>
            "its signatures have no verified time, which `maxAge` and `newest` need: remove `transparencyLog: notRequired` of this signer, name a `trustRoot` with a time-stamping authority, or remove these",
        SignerRequirement.Certificate { SigningTime: SigningTime.InsecureCurrent } =>
            "its signatures have no verified time, which `maxAge` and `newest` need: remove `insecureCurrentTime` of this signer, or these",
        _ => null,
    };

    private (YamlNode? NameNode, string? Name, Signer? Signer) FindKnown(YamlNode node, IReadOnlyList<Signer> known)
    {
        string? name = ObjectName.Read(node, reader);
        Signer? signer = known.FirstOrDefault(other => other.Name == name);
        if (name is not null && signer is null)
        {
            string meant = Suggestion.For(name, known.Select(other => other.Name)) is { } near ? $"did you mean {Wording.Quote(near)}?"
                : known.Count == 0 ? "write signers there"
                : $"there are {Wording.And(known.Select(other => other.Name))}";
            reader.Errors.Add(node, $"no signer of `require` is called {Wording.Quote(name)}: {meant}");
        }

        return (node, name, signer);
    }

    // Source: in-toto attestation, spec/v1/field_types.md: a TypeURI is a URI with a scheme.
    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9+.-]*:[!-~]+\z")]
    private static partial Regex TypeUri();
}
