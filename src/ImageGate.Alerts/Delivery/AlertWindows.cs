namespace ImageGate.Alerts.Delivery;

/// <summary>
/// Knows which alerts were sent a moment ago, and counts their repetitions. All windows are equally long, so they end in the
/// order in which they began. Not for several threads at once.
/// </summary>
/// <param name="length">How long a repetition is counted after the first.</param>
internal sealed class AlertWindows(TimeSpan length)
{
    private readonly Dictionary<string, Window> _open = new(StringComparer.Ordinal);
    private readonly Queue<Window> _inOrder = new();
    private readonly Dictionary<(AlertEvent Event, string Namespace), int> _perNamespace = [];

    /// <summary>When the next window ends, or null: none is open.</summary>
    public DateTimeOffset? NextEnd => _inOrder.TryPeek(out Window? first) ? first.End : null;

    /// <summary>Takes an alert.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="now">The clock. A window that ended counts on until it is taken out.</param>
    /// <param name="toSend">What to send: the alert, one that stands for all further ones of its namespace, or null.</param>
    /// <returns>False when there is no room to remember it, so that it is neither sent nor counted.</returns>
    public bool TryTake(Alert alert, DateTimeOffset now, out Alert? toSend)
    {
        toSend = null;
        (AlertEvent, string) scope = (alert.Event, alert.Namespace);
        string key = alert.Key;
        bool isRest = !_open.ContainsKey(key) && _perNamespace.GetValueOrDefault(scope) >= Limits.MaxAlertsPerNamespace;
        Alert counted = isRest ? alert.Rest() : alert;
        key = isRest ? counted.Key : key;
        if (_open.TryGetValue(key, out Window? window))
        {
            window.Repetitions++;
            return true;
        }

        if (_open.Count >= Limits.MaxWindows)
        {
            return false;
        }

        window = new Window(key, counted, now + length, isRest ? null : scope);
        _open.Add(key, window);
        _inOrder.Enqueue(window);
        if (!isRest)
        {
            _perNamespace[scope] = _perNamespace.GetValueOrDefault(scope) + 1;
        }

        toSend = counted;
        return true;
    }

    /// <summary>Takes out the windows that ended, and says which of them had repetitions.</summary>
    public IReadOnlyList<Alert> TakeEnded(DateTimeOffset now)
    {
        var summaries = new List<Alert>();
        while (_inOrder.TryPeek(out Window? window) && window.End <= now)
        {
            TakeOut(_inOrder.Dequeue());
            if (window.Repetitions > 0)
            {
                summaries.Add(window.First.Again(window.Repetitions, length, now));
            }
        }

        return summaries;
    }

    private void TakeOut(Window window)
    {
        _open.Remove(window.Key);
        if (window.Scope is { } scope && --_perNamespace[scope] == 0)
        {
            _perNamespace.Remove(scope);
        }
    }

    private sealed class Window(string key, Alert first, DateTimeOffset end, (AlertEvent Event, string Namespace)? scope)
    {
        public string Key => key;

        public Alert First => first;

        public DateTimeOffset End => end;

        public (AlertEvent Event, string Namespace)? Scope => scope;

        public int Repetitions { get; set; }
    }
}
