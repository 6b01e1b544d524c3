namespace Counterfactual.Silo.Sweeps;

/// <summary>One thing wrong with a sweep file.</summary>
/// <param name="Location"><c>file:line:column</c> (from 1), <c>--set path=value</c>, or the file's name alone.</param>
/// <param name="Message">What was wrong, and what would be right.</param>
public sealed record SweepFileError(string Location, string Message)
{
    /// <summary><c>location: message</c>.</summary>
    public override string ToString() => $"{Location}: {Message}";
}
