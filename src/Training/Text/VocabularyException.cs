namespace Counterfactual.Training.Text;

/// <summary>A vocabulary file cannot be used; the message says which and why.</summary>
public sealed class VocabularyException : Exception
{
    /// <summary>Creates the exception with a default message.</summary>
    public VocabularyException()
        : this("the vocabulary cannot be used")
    {
    }

    /// <summary>Creates the exception.</summary>
    public VocabularyException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public VocabularyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
