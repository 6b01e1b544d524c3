using Counterfactual.Silo.Sweeps.Yaml;

namespace Counterfactual.Silo.Sweeps;

/// <summary>Collects what is wrong with a sweep file, so that all of it is reported at once.</summary>
internal sealed class SweepFileErrors(SweepText text)
{
    private const int MostReported = 100;

    private readonly HashSet<(int Offset, string Message)> _errors = [];

    public int Count => _errors.Count;

    /// <summary>Notes an error; the same one at the same place is noted once.</summary>
    public void Add(YamlNode node, string message) => _errors.Add((node.Start, message));

    /// <summary>Notes an error after which nothing more can be read.</summary>
    /// <returns>The exception to throw.</returns>
    public SweepFileException Fatal(int offset, string message)
    {
        _errors.Add((Math.Clamp(offset, 0, text.Content.Length), message));
        return ToException();
    }

    /// <exception cref="SweepFileException">An error was noted.</exception>
    public void ThrowIfAny()
    {
        if (Count > 0)
        {
            throw ToException();
        }
    }

    private SweepFileException ToException()
    {
        List<SweepFileError> reported =
        [
            .. _errors
                .OrderBy(error => text.Order(error.Offset))
                .ThenBy(error => error.Message, StringComparer.Ordinal)
                .Take(MostReported)
                .Select(error => new SweepFileError(text.Locate(error.Offset), error.Message)),
        ];
        if (_errors.Count > MostReported)
        {
            reported.Add(new(text.FileName, $"{_errors.Count - MostReported} more errors are not shown"));
        }

        return new(reported);
    }
}
