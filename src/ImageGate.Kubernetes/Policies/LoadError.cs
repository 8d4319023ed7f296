using System.Globalization;

namespace ImageGate.Kubernetes.Policies;

/// <summary>One thing that is wrong with the policies.</summary>
/// <param name="File">The file, or the directory when no file is to blame.</param>
/// <param name="Line">Counted from 1; 0 when the error is of the whole file.</param>
/// <param name="Column">Counted from 1; 0 when the error is of the whole file.</param>
/// <param name="Path">The field: <c>spec.require.signers[0].key</c>; empty when the error is of no field.</param>
/// <param name="Message">What is wrong and what would be right, for people: one line, without secrets.</param>
public sealed record LoadError(string File, int Line, int Column, string Path, string Message)
{
    /// <summary><c>file:line:column: path: message</c>, without what is not known.</summary>
    public override string ToString()
    {
        string place = Line == 0 ? File : string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}");
        return Path.Length == 0 ? $"{place}: {Message}" : $"{place}: {Path}: {Message}";
    }
}
