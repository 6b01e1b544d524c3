namespace Counterfactual.Silo.Devices;

/// <summary>The devices asked for are not there: exit code 2 for a console.</summary>
public sealed class DeviceException : Exception
{
    /// <summary>Creates the exception with a default message.</summary>
    public DeviceException()
        : this("the devices asked for are not there")
    {
    }

    /// <summary>Creates the exception.</summary>
    public DeviceException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public DeviceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
