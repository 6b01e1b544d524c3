using Counterfactual.Grains.Experiments;

namespace Counterfactual.Silo.Api.Contracts;

/// <summary>One row of a sweep's table: experiments that differ in their seed only, at one alpha.</summary>
public sealed record TableRow
{
    /// <summary>Label of the row, unique together with <see cref="Alpha"/> and <see cref="StoppedEpoch"/>.</summary>
    public required string Row { get; init; }

    /// <summary>
    /// Weight in 0..1 of the fine-tuned parameters: 1 for the trained model, 0 for zero-shot, between for a WiSE-FT point;
    /// null while no experiment of the row has completed.
    /// </summary>
    public double? Alpha { get; init; }

    /// <summary>
    /// The epoch at whose end the experiments behind the figures were stopped early; null where they came to their end.
    /// </summary>
    public int? StoppedEpoch { get; init; }

    /// <summary>Settings of the row in display order, without the seed.</summary>
    public required IReadOnlyList<Parameter> Parameters { get; init; }

    /// <summary>Accuracy on each test set, in the study's order; empty while no experiment of the row has completed.</summary>
    public required IReadOnlyList<TestSetStatistic> TestSets { get; init; }

    /// <summary>Mean over the out-of-distribution test sets; null while no experiment of the row has completed.</summary>
    public SeedStatistic? OodAverage { get; init; }

    /// <summary>Experiments of the row, finished or not.</summary>
    public required int Experiments { get; init; }

    /// <summary>Experiments behind the figures: the n of the statistics.</summary>
    public required int Completed { get; init; }
}

/// <summary>Accuracy on one test set over seeds.</summary>
/// <param name="Name">Short name of the test set.</param>
/// <param name="InDistribution">Whether it is the in-distribution one.</param>
/// <param name="Accuracy">Top-1 accuracy in 0..1.</param>
public sealed record TestSetStatistic(string Name, bool InDistribution, SeedStatistic Accuracy);

/// <summary>A figure over seeds.</summary>
/// <param name="Mean">Mean.</param>
/// <param name="StandardDeviation">Sample standard deviation (n - 1); null for a single seed.</param>
/// <param name="N">Seeds; at least 1.</param>
public sealed record SeedStatistic(double Mean, double? StandardDeviation, int N);
