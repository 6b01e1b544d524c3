using System.Diagnostics;

namespace Counterfactual.Training.Telemetry;

/// <summary>The spans of an experiment that runs. Null, and free, where nobody listens.</summary>
public static class TrainingSpans
{
    /// <summary>Where the spans come from.</summary>
    public const string SourceName = "Counterfactual.Training";

    /// <summary>Where the spans come from.</summary>
    public static ActivitySource Source { get; } = new(SourceName);

    /// <summary>The model, or images, are made ready.</summary>
    /// <param name="what">Which, such as <c>training images</c>.</param>
    internal static Activity? Prepare(string what) =>
        Source.StartActivity("prepare")?.SetTag("counterfactual.prepare.what", what);

    /// <summary>A shard that is not in the cache is decoded or rendered.</summary>
    internal static Activity? MakeShard(string dataset, int number) => Source.StartActivity("shard")
        ?.SetTag("counterfactual.dataset.name", dataset).SetTag("counterfactual.shard.number", number);

    /// <summary>The optimiser steps of an epoch, from 1, that this attempt takes, with their checkpoints.</summary>
    internal static Activity? Epoch(int epoch) => Source.StartActivity("epoch")?.SetTag("counterfactual.epoch", epoch);

    /// <summary>Accuracies are measured after an epoch.</summary>
    internal static Activity? Validate(int epoch) => Source.StartActivity("validate")?.SetTag("counterfactual.epoch", epoch);

    /// <summary>A checkpoint is written.</summary>
    internal static Activity? Checkpoint(int step) => Source.StartActivity("checkpoint")?.SetTag("counterfactual.step", step);

    /// <summary>A model is evaluated on a test set.</summary>
    internal static Activity? Evaluate(string testSet, double alpha) => Source.StartActivity("evaluate")
        ?.SetTag("counterfactual.test_set", testSet).SetTag("counterfactual.alpha", alpha);
}
