namespace ImageGate.Oci.Manifests;

/// <summary>What was seen beside the signatures; bounded, however many there are.</summary>
internal sealed class SignatureNotes
{
    private readonly List<string> _notes = [];
    private int _more;

    public void Add(string note)
    {
        if (_notes.Count < Limits.MaxNotes)
        {
            _notes.Add(note);
        }
        else
        {
            _more++;
        }
    }

    public void AddAll(SignatureNotes others)
    {
        foreach (string note in others._notes)
        {
            Add(note);
        }

        _more += others._more;
    }

    public IReadOnlyList<string> ToList() => _more == 0 ? _notes : [.. _notes, $"and {_more} more"];
}
