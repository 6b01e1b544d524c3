namespace Counterfactual.Grains.Hosting;

/// <summary>Another silo has the name.</summary>
public sealed class SiloNameTakenException : Exception
{
    /// <summary>Creates the exception with a default message.</summary>
    public SiloNameTakenException()
        : this("another silo has the name")
    {
    }

    /// <summary>Creates the exception.</summary>
    public SiloNameTakenException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public SiloNameTakenException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>For a name and the place of the silo that has it.</summary>
    public static SiloNameTakenException For(string name, string place) =>
        new($"a silo named {name} runs over this store already: {place}; expected another name (--name NAME)");
}
