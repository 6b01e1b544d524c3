namespace Counterfactual.Grains.Experiments;

/// <summary>Some consecutive shards of a test set, on which a device evaluates an experiment's models.</summary>
/// <param name="TestSet">Short name of the test set.</param>
/// <param name="FirstShard">Number of the first shard, from 0.</param>
/// <param name="Shards">How many shards; at least 1.</param>
/// <param name="Images">Images in them.</param>
[GenerateSerializer, Alias("counterfactual.evaluation-part")]
public sealed record EvaluationPart(
    [property: Id(0)] string TestSet, [property: Id(1)] int FirstShard, [property: Id(2)] int Shards,
    [property: Id(3)] int Images);

/// <summary>What a trainer asks for when it has trained a model that others are to evaluate.</summary>
[GenerateSerializer, Alias("counterfactual.evaluation-request")]
public sealed record EvaluationRequest
{
    /// <summary>The result without evaluations; its model is stored already, and null where nothing was trained.</summary>
    [Id(0)] public required ExperimentResult Trained { get; init; }

    /// <summary>What is to be evaluated: every shard once, test sets in the study's order. At least one.</summary>
    [Id(1)] public required IReadOnlyList<EvaluationPart> Parts { get; init; }
}
