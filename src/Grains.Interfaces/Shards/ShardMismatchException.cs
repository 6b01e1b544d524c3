namespace Counterfactual.Grains.Shards;

/// <summary>Two silos decoded one shard to different bits.</summary>
public sealed class ShardMismatchException : Exception
{
    /// <summary>Creates the exception with a default message.</summary>
    public ShardMismatchException()
        : this("the shard's content differs from what was recorded")
    {
    }

    /// <summary>Creates the exception.</summary>
    public ShardMismatchException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public ShardMismatchException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
