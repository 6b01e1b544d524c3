namespace Counterfactual.Silo.Hosting;

/// <summary>The variables of the environment that say how a silo is set up where its command line does not.</summary>
public static class SiloVariables
{
    /// <summary>The database; it may hold a password, which is why it is never passed on as an argument.</summary>
    public const string Store = "COUNTERFACTUAL_STORE";

    /// <summary>
    /// The token with which a console talks to a silo; it never stands on a command line: others can read those.
    /// </summary>
    public const string Token = "COUNTERFACTUAL_TOKEN";

    /// <summary>The silo's name.</summary>
    public const string Name = "COUNTERFACTUAL_NAME";

    /// <summary>Directory or container of checkpoints and models.</summary>
    public const string Artifacts = "COUNTERFACTUAL_ARTIFACTS";

    /// <summary>The devices.</summary>
    public const string Devices = "COUNTERFACTUAL_DEVICES";

    /// <summary>Seconds that experiments may take to checkpoint when the silo is told to end.</summary>
    public const string Grace = "COUNTERFACTUAL_GRACE";

    /// <summary>Seconds that the silo may be silent until its experiments go to others.</summary>
    public const string Lease = "COUNTERFACTUAL_LEASE";

    /// <summary>Where the silo's own log goes.</summary>
    public const string Log = "COUNTERFACTUAL_LOG";

    /// <summary>Where traces, metrics and logs go.</summary>
    public const string Telemetry = "COUNTERFACTUAL_TELEMETRY";

    /// <summary>Sets what a silo in a process of its own needs to be set up like this one; it inherits the rest.</summary>
    internal static void Write(SiloOptions options, IDictionary<string, string?> environment)
    {
        foreach (var (variable, value) in ((string, string?)[])
            [
                (Store, options.Store), (Name, options.Name?.ToString()), (Artifacts, options.Artifacts?.ToString()),
                (Telemetry, options.Telemetry.ToString()),
            ])
        {
            if (value is not null)
            {
                environment[variable] = value;
            }
        }
    }
}
