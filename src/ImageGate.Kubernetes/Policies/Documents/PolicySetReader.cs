using System.Diagnostics;
using ImageGate.Core.Policies;
using ImageGate.Core.Registries;
using ImageGate.Kubernetes.Policies.Yaml;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>Reads all documents together: what each says, and what they may say only once.</summary>
internal sealed class PolicySetReader
{
    private readonly LoadErrors _errors;
    private readonly NodeReader _reader;
    private readonly TrustRoots _roots;
    private readonly TrustRootReader _rootReader;
    private readonly TrustPolicyReader _policyReader;
    private readonly RegistryAccessReader _registryReader;
    private readonly List<(TrustPolicy Policy, YamlNode Document)> _policies = [];
    private readonly List<RegistryAccess> _registries = [];
    private readonly List<(YamlNode Node, string Host)> _hosts = [];
    private readonly List<RegistryMirror> _mirrors = [];

    /// <summary>Makes a reader of one load.</summary>
    public PolicySetReader(LoadErrors errors, ReferencedContents contents, AskedMaterial material)
    {
        _errors = errors;
        _reader = new NodeReader(errors);
        _roots = new TrustRoots(_reader, material);
        _rootReader = new TrustRootReader(_reader, contents, new TufReader(_reader, contents));
        var times = new TimeSourceReader(_reader, _roots);
        var signers = new SignerReader(
            _reader,
            new KeySignerReader(new KeyReader(_reader, contents, material), times),
            new KeylessReader(_reader, _roots),
            new CertificateSignerReader(_reader, contents, times));
        _policyReader = new TrustPolicyReader(
            _reader, new RequireReader(_reader, signers, new AttestationsReader(_reader, signers)), new NamespaceScopeReader(_reader, material.NoNamespaceLabels));
        _registryReader = new RegistryAccessReader(_reader, new MirrorReader(_reader), contents);
    }

    /// <summary>The trust roots of TUF repositories that signers use, known after reading.</summary>
    public IReadOnlyList<FollowedTrustRoot> Followed => _roots.Followed;

    /// <summary>Reads the documents. What comes out is of worth only when no error was reported.</summary>
    /// <returns>A set for a revision and a hash of all that the documents name, which are not known before everything was read.</returns>
    public Func<string, string, PolicySet> Read(IReadOnlyList<YamlNode> documents)
    {
        List<DocumentHeader> headers = [.. documents.Select(document => DocumentHeader.Read(document, _reader)).OfType<DocumentHeader>()];
        ReportSameNames(headers);
        (GateDefaults defaults, UnavailableAction onUnavailable) = ReadDefaults(headers);

        // Before the policies, in whatever file they stand: signers name them.
        foreach (DocumentHeader header in headers.Where(header => header.Kind == DocumentKind.TrustRoot))
        {
            NamedTrustRoot? root = header.Spec is null ? null : _rootReader.Read(header.Spec, header.Name ?? "");
            if (header.Name is { } name)
            {
                _roots.Add(name, root);
            }
        }

        foreach (DocumentHeader header in headers)
        {
            ReadSpec(header, onUnavailable);
        }

        ReportSameHosts();

        // The longest prefix first, because the first that fits is taken.
        RegistryMirror[] mirrors = [.. _mirrors.OrderByDescending(mirror => mirror.Origin.Length)];
        YamlNode[] roots = [.. headers.Where(header => header.Kind == DocumentKind.TrustRoot).Select(header => header.Root)];
        return (revision, named) => new PolicySet(
            [.. _policies.Select(one => one.Policy with { Fingerprint = YamlFingerprint.Of([one.Document, .. roots], named) })], defaults, _registries, mirrors, revision);
    }

    private void ReadSpec(DocumentHeader header, UnavailableAction onUnavailable)
    {
        if (header.Spec is null)
        {
            return;
        }

        switch (header.Kind)
        {
            case DocumentKind.TrustPolicy:
                if (_policyReader.Read(header.Name ?? "", header.Spec, onUnavailable) is { } policy)
                {
                    _policies.Add((policy, header.Root));
                }

                break;
            case DocumentKind.RegistryAccess:
                ReadRegistry(header.Spec);
                break;
            case DocumentKind.GateDefaults or DocumentKind.TrustRoot:
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void ReadRegistry(YamlNode spec)
    {
        (YamlNode? hostNode, RegistryAccess? access, IReadOnlyList<RegistryMirror> mirrors) = _registryReader.Read(spec);
        if (hostNode is not null && access is not null)
        {
            _hosts.Add((hostNode, access.Host));
            _registries.Add(access);
            _mirrors.AddRange(mirrors);
        }
    }

    private (GateDefaults Defaults, UnavailableAction OnUnavailable) ReadDefaults(List<DocumentHeader> headers)
    {
        List<DocumentHeader> all = headers.FindAll(header => header.Kind == DocumentKind.GateDefaults);
        foreach (DocumentHeader second in all.Skip(1))
        {
            _errors.Add(second.Root, $"is a second GateDefaults (the first is in {Place(all[0].Root)}): at most one is allowed");
        }

        List<(GateDefaults, UnavailableAction)> read = [.. all.Where(header => header.Spec is not null).Select(header => GateDefaultsReader.Read(header.Spec!, _reader))];
        return read.Count > 0 ? read[0] : (GateDefaults.Strict, UnavailableAction.Deny.Instance);
    }

    private void ReportSameNames(List<DocumentHeader> headers)
    {
        var first = new Dictionary<(DocumentKind, string), YamlNode>();
        foreach (DocumentHeader header in headers)
        {
            if (header is { Name: { } name, NameNode: { } node, Kind: not DocumentKind.GateDefaults } && !first.TryAdd((header.Kind, name), node))
            {
                _errors.Add(node, $"the name is there twice (first in {Place(first[(header.Kind, name)])}): every {header.Kind} needs its own");
            }
        }
    }

    private void ReportSameHosts()
    {
        var first = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
        foreach ((YamlNode node, string host) in _hosts)
        {
            if (!first.TryAdd(host, node))
            {
                _errors.Add(node, $"the host {Wording.Quote(host)} is there twice (first in {Place(first[host])}): write one RegistryAccess a host");
            }
        }
    }

    private static string Place(YamlNode node) => $"{node.File}:{node.Line}";
}
