namespace Counterfactual.Training.Data.Datasets;

/// <summary>Files are not the dataset that they should be; the message says which, where and what would be right.</summary>
public sealed class DatasetException : Exception
{
    /// <summary>Creates the exception with a default message.</summary>
    public DatasetException()
        : this("the files are no dataset")
    {
    }

    /// <summary>Creates the exception.</summary>
    public DatasetException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public DatasetException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
