using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Artifacts;
using Counterfactual.Silo.Devices;
using Counterfactual.Silo.Telemetry;
using Counterfactual.Silo.Trainers;

namespace Counterfactual.Silo.Hosting;

/// <summary>How a silo runs.</summary>
public sealed record SiloOptions
{
    /// <summary>
    /// The database: <c>sqlite:PATH</c>, <c>postgres://USER:PASSWORD@HOST/DATABASE</c> or <c>Host=...;Database=...</c>; null for
    /// the home's own. Any number of silos, each with a home and a name of its own, may share one. Never to be shown: it may
    /// hold a password.
    /// </summary>
    public string? Store { get; init; }

    /// <summary>Its name, unique among the silos of its store; null for the machine's.</summary>
    public SiloName? Name { get; init; }

    /// <summary>The name that it goes by.</summary>
    internal string NameOrMachine => (Name ?? SiloName.OfMachine).ToString();

    /// <summary>
    /// Where checkpoints and models are kept; null for the home's own directory. Silos that share a store share this as well: a
    /// container of blobs, or a directory on a file system that all of them reach.
    /// </summary>
    public ArtifactLocation? Artifacts { get; init; }

    /// <summary>
    /// Whether its store belongs to these artifacts from now on, where those that it belonged to are lost. Default false: a silo
    /// with other artifacts than its store's is refused.
    /// </summary>
    public bool RebindArtifacts { get; init; }

    /// <summary>The devices it offers; null for the default: all CUDA devices, or all cores where there are none.</summary>
    public DeviceSelection? Devices { get; init; }

    /// <summary>
    /// Whether it runs experiments. Without, it only answers questions and takes requests, needs no lock on the home, and any
    /// number may do so beside a silo that does.
    /// </summary>
    public bool RunTrainers { get; init; } = true;

    /// <summary>
    /// Bytes that decoded images may take in the home's cache; null for four fifths of what the disk has for them.
    /// </summary>
    public long? CacheLimit { get; init; }

    /// <summary>How it treats its trainer processes.</summary>
    public TrainerOptions Trainers { get; init; } = new();

    /// <summary>
    /// How long checkpoints of experiments that failed or were cancelled are kept; not negative. Default 7 days.
    /// </summary>
    public TimeSpan KeepCheckpoints { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long failed experiments wait before their next attempt.</summary>
    public RetryOptions Retries { get; init; } = RetryOptions.Default;

    /// <summary>Where traces, metrics and logs go. Default nowhere.</summary>
    public TelemetryOptions Telemetry { get; init; } = new();

    /// <summary>
    /// Whether its log goes to standard output, for a container's engine to collect. Default false: to a file in the home.
    /// </summary>
    public bool LogToStandardOutput { get; init; }

    /// <summary>Where, besides the socket in the home, and within which limits it answers.</summary>
    public ApiOptions Api { get; init; } = new();
}
