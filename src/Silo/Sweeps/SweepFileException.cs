namespace Counterfactual.Silo.Sweeps;

/// <summary>A sweep file was refused.</summary>
public sealed class SweepFileException : Exception
{
    /// <summary>Creates the exception with a default message.</summary>
    public SweepFileException()
        : this("the sweep file was refused")
    {
    }

    /// <summary>Creates the exception.</summary>
    public SweepFileException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public SweepFileException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception from all that is wrong, in the order of the text.</summary>
    public SweepFileException(IReadOnlyList<SweepFileError> errors)
        : base(string.Join('\n', errors)) =>
        Errors = errors;

    /// <summary>Everything that is wrong, in the order of the text, those of overrides last.</summary>
    public IReadOnlyList<SweepFileError> Errors { get; } = [];
}
