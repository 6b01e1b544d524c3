namespace Counterfactual.Grains.Hosting;

/// <summary>
/// The connection to the database was lost while a turn committed: it happened entirely or not at all, but which is not known.
/// Reports that carry a lease's epoch can simply be made again.
/// </summary>
public sealed class TurnInDoubtException : Exception
{
    /// <summary>Creates the exception with a default message.</summary>
    public TurnInDoubtException()
        : this("the connection was lost while the turn committed; it may have happened or not")
    {
    }

    /// <summary>Creates the exception.</summary>
    public TurnInDoubtException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public TurnInDoubtException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
