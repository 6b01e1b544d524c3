namespace Counterfactual.Training.TestSets;

/// <summary>A test set is not what it should be; the message says what was expected and what is there.</summary>
public sealed class TestSetException : Exception
{
    /// <summary>Creates the exception with a default message.</summary>
    public TestSetException()
        : this("the test set is not what it should be")
    {
    }

    /// <summary>Creates the exception.</summary>
    public TestSetException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public TestSetException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
