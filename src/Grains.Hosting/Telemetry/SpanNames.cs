namespace Counterfactual.Grains.Hosting.Telemetry;

/// <summary>Names of the spans that follow from the database; what a trainer does has further ones below the attempt.</summary>
public static class SpanNames
{
    /// <summary>A sweep, from launch to end.</summary>
    public const string Sweep = "sweep";

    /// <summary>A launch: file read, points planned and queued.</summary>
    public const string Launch = "launch";

    /// <summary>An experiment, from queue to end.</summary>
    public const string Experiment = "experiment";

    /// <summary>An attempt, from lease to end.</summary>
    public const string Attempt = "attempt";

    /// <summary>A device's claim that found the attempt's experiment.</summary>
    public const string Claim = "claim";

    /// <summary>The report of a sweep that ended.</summary>
    public const string Report = "report";
}
