using ImageGate.Server.Certificates;

namespace ImageGate.Server.Tests.Certificates;

/// <summary>
/// A cluster as far as certificates go: a Secret, a configuration, API servers that notice late, replicas that notice
/// whenever they like, and leaders that come and go. Every change is made by chance, from a seed.
/// </summary>
internal sealed class RotationWorld(int seed, DateTimeOffset start)
{
    public const string Host = "imagegate.gate.svc";
    public static readonly TimeSpan Settle = TimeSpan.FromSeconds(60);
    public static readonly ServingNames Names = ServingNames.Of("imagegate", "gate", "");

    // Half of what certificates are backdated: between two clocks it is never more than that.
    private static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(29);

    private readonly Random _random = new(seed);
    private readonly ServingCertificate?[] _shown = new ServingCertificate?[3];
    private readonly CertificateState?[] _remembered = new CertificateState?[3];
    private readonly TimeSpan[] _skew = new TimeSpan[3];
    private readonly List<(DateTimeOffset At, string Bundle)> _bundles = [];
    private CertificateState? _stored;
    private bool _isLost;
    private bool _isDamaged;
    private int _leader;
    private DateTimeOffset? _rightSince;

    public DateTimeOffset Now { get; private set; } = start;

    public HashSet<string> Authorities { get; } = [];

    public HashSet<string> Leaves { get; } = [];

    public int Lost { get; private set; }

    /// <summary>One thing happens, and time goes on.</summary>
    public void Step(bool withLosses)
    {
        Now += _random.Next(4) == 0 ? TimeSpan.FromHours(_random.Next(1, 160)) : TimeSpan.FromSeconds(_random.Next(1, 40));
        switch (_random.Next(12))
        {
            case 0:
                _leader = _random.Next(3);
                _rightSince = null;
                _skew[_leader] = MaxSkew * ((_random.NextDouble() * 2) - 1);
                break;
            case 1 when !_isLost && !_isDamaged:
                // Restarted: it remembers nothing, and shows what is stored.
                int restarted = _random.Next(3);
                (_shown[restarted], _remembered[restarted]) = (_stored?.Leaf, _stored);
                break;
            case 2:
                Follow(_random.Next(3));
                break;
            case 3 when withLosses && _stored is not null && !_isLost && !_isDamaged && _random.Next(8) == 0:
                // A leader that remembers nothing of a lost Secret can be gentle with nobody: docs/operations.md.
                Array.Fill(_remembered, _stored);
                (_isLost, _isDamaged) = _random.Next(2) == 0 ? (true, false) : (false, true);
                Lost++;
                break;
            default:
                Lead();
                break;
        }
    }

    /// <summary>What an API server would not call, although its certificate has not expired.</summary>
    public IEnumerable<string> Distrusted()
    {
        // Each API server may have any of the bundles of the last moments.
        string[] views = [.. _bundles.Where((entry, index) => index == _bundles.Count - 1 || _bundles[index + 1].At > Now - Settle).Select(entry => entry.Bundle)];
        return from leaf in _shown.OfType<ServingCertificate>()
               where leaf.Validity.Contains(Now)
               from view in views
               let problem = ApiServerTrust.Problem(leaf, view, Host, Now)
               where problem is not null
               select $"{Now:O}: {problem}: {leaf}";
    }

    /// <summary>The stored certificate, when it has expired: it should have been renewed long ago.</summary>
    public IEnumerable<ServingCertificate> Expired() => _stored is { Leaf: var leaf } && !leaf.Validity.Contains(Now) ? [leaf] : [];

    private void Follow(int replica)
    {
        if (_stored is not null && !_isLost && !_isDamaged)
        {
            (_shown[replica], _remembered[replica]) = (_stored.Leaf, _stored);
        }
    }

    private void Lead()
    {
        StoredCertificates stored = _stored is null || _isLost ? new StoredCertificates.Absent()
            : _isDamaged ? new StoredCertificates.Damaged("x")
            : new StoredCertificates.Good(_stored);
        bool isSettled = _rightSince is { } since && Now - since >= Settle;
        CertificateState next = CertificateRotation.Next(stored, _remembered[_leader], Names, Now + _skew[_leader], isSettled);
        if (stored is not StoredCertificates.Good { State: var state } || next != state)
        {
            (_stored, _isLost, _isDamaged) = (next, false, false);
            Authorities.Add(next.Signing.CertificatePem);
            Leaves.Add(next.Leaf.CertificatePem);
        }

        if (_bundles.Count == 0 || _bundles[^1].Bundle != next.CaBundle)
        {
            _bundles.Add((Now, next.CaBundle));
            _rightSince = null;
        }

        _rightSince ??= Now;
        Follow(_leader);
    }
}
