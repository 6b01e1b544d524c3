using System.Text.Json.Serialization;
using Counterfactual.Training.Data.Datasets;
using Counterfactual.Training.Data.Shards;

namespace Counterfactual.Training.Experiments;

/// <summary>Where an experiment runs: nothing here may change its numbers (on one kind of device and thread count).</summary>
public sealed record ExperimentEnvironment
{
    /// <summary><c>cpu</c> or <c>cuda:N</c>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>
    /// Share of a CUDA device's memory that tensors may take, above 0 to 1: others compute on the same device. No meaning on a
    /// CPU.
    /// </summary>
    public double MemoryShare { get; init; } = 1;

    /// <summary>Processor threads for tensor operators; at least 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Directory of decoded shards, shared by all experiments of a home.</summary>
    public required string CacheDirectory { get; init; }

    /// <summary>Bytes that decoded shards may take there; null for no limit.</summary>
    public long? CacheLimit { get; init; }

    /// <summary>The registered datasets that the settings name, by name; others may be there.</summary>
    public IReadOnlyDictionary<string, DatasetSource> Datasets { get; init; } = new Dictionary<string, DatasetSource>();

    /// <summary>Directory with the files of registered models and their heads; null where there are none.</summary>
    public string? ModelDirectory { get; init; }

    /// <summary>Directory of this experiment's checkpoints; created where missing.</summary>
    public required string CheckpointDirectory { get; init; }

    /// <summary>Checkpoint to go on from; null to start from the beginning.</summary>
    public string? ResumeFrom { get; init; }

    /// <summary>Fine-tuned weights to evaluate instead of training; null to train.</summary>
    public string? FineTunedModel { get; init; }

    /// <summary>What alone is to be evaluated; null for all.</summary>
    public TestSetPart? Part { get; init; }

    /// <summary>
    /// Parts at most in which others can evaluate the model; 0 where nobody can, so that everything is evaluated here.
    /// </summary>
    public int MostParts { get; init; }

    /// <summary>The decoded shards.</summary>
    [JsonIgnore]
    public ShardCache Cache => new(CacheDirectory, CacheLimit);
}
