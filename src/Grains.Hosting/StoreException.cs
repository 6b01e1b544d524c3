namespace Counterfactual.Grains.Hosting;

/// <summary>The store cannot be used as asked: a wrong address, or a database of a newer program.</summary>
public sealed class StoreException : Exception
{
    /// <summary>Creates the exception with a default message.</summary>
    public StoreException()
        : this("the store cannot be used")
    {
    }

    /// <summary>Creates the exception.</summary>
    public StoreException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public StoreException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
