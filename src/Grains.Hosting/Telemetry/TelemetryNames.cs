namespace Counterfactual.Grains.Hosting.Telemetry;

/// <summary>Names of the attributes of spans and metrics: OpenTelemetry's semantic conventions where they have one.</summary>
public static class TelemetryNames
{
    /// <summary>The kind of an error: a failure's cause, or a database's code.</summary>
    public const string ErrorType = "error.type";

    /// <summary>Id of a sweep.</summary>
    public const string Sweep = "counterfactual.sweep.id";

    /// <summary>Key of an experiment.</summary>
    public const string Experiment = "counterfactual.experiment.id";

    /// <summary>Number of an attempt, from 1.</summary>
    public const string Attempt = "counterfactual.attempt.number";

    /// <summary>How an attempt ended.</summary>
    public const string Outcome = "counterfactual.attempt.outcome";

    /// <summary>Where a sweep or an experiment stands.</summary>
    public const string Status = "counterfactual.status";

    /// <summary>Key of a device: <c>silo/device</c>.</summary>
    public const string Device = "counterfactual.device.id";

    /// <summary>Epoch of a lease.</summary>
    public const string LeaseEpoch = "counterfactual.lease.epoch";

    /// <summary>Row of an experiment in its sweep's table.</summary>
    public const string Row = "counterfactual.experiment.row";

    /// <summary>Seed of an experiment.</summary>
    public const string Seed = "counterfactual.experiment.seed";

    /// <summary>The kind of a grain.</summary>
    public const string Grain = "counterfactual.grain";

    /// <summary>A method of a grain, or of the host itself.</summary>
    public const string Method = "counterfactual.method";
}
