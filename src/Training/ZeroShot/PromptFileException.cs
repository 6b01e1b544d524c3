namespace Counterfactual.Training.ZeroShot;

/// <summary>
/// A file of class names or prompt templates is not one. The message begins with <c>file:line:</c> where a line is at fault.
/// </summary>
public sealed class PromptFileException : Exception
{
    /// <summary>Creates the exception with a default message.</summary>
    public PromptFileException()
        : this("a file of class names or prompt templates is not one")
    {
    }

    /// <summary>Creates the exception.</summary>
    public PromptFileException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public PromptFileException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
