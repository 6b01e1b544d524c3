namespace Counterfactual.Grains.Experiments;

/// <summary>The evaluation of one experiment in parts: what was asked for, and what is known.</summary>
[GenerateSerializer, Alias("counterfactual.parted-evaluation")]
public sealed record PartedEvaluation
{
    /// <summary>The result without evaluations.</summary>
    [Id(0)] public required ExperimentResult Trained { get; init; }

    /// <summary>Number of the first part, from 1.</summary>
    [Id(1)] public required int FirstPart { get; init; }

    /// <summary>The results of the parts in the order of their numbers; null where there is none yet.</summary>
    [Id(2)] public required IReadOnlyList<ExperimentResult?> Results { get; init; }

    /// <summary>Numbers of the parts without a result.</summary>
    public IEnumerable<int> Missing =>
        Enumerable.Range(FirstPart, Results.Count).Where(part => Results[part - FirstPart] is null);

    /// <summary>Whether the part is asked for and has no result.</summary>
    public bool Lacks(int part) => part >= FirstPart && part < FirstPart + Results.Count && Results[part - FirstPart] is null;

    /// <summary>This with the result of a part that it lacks.</summary>
    public PartedEvaluation With(int part, ExperimentResult result) => this with
    {
        Results = [.. Results.Select((known, index) => index == part - FirstPart ? result : known)],
    };

    /// <summary>The experiment's result: counts of the parts of one test set added up. Every part must have its result.</summary>
    public ExperimentResult Sum()
    {
        ExperimentResult[] results = [.. Results.Select(result => result!)];
        return Trained with
        {
            Evaluations = [.. results
                .SelectMany(result => result.Evaluations)
                .GroupBy(evaluation => evaluation.Alpha)
                .OrderBy(evaluations => evaluations.Key)
                .Select(evaluations => new Evaluation(evaluations.Key, [.. evaluations
                    .SelectMany(evaluation => evaluation.TestSets)
                    .GroupBy(testSet => testSet.Name)
                    .Select(parts => new TestSetAccuracy(
                        parts.Key, parts.First().InDistribution, parts.Sum(part => part.Correct),
                        parts.Sum(part => part.Count)))]))],
            EvaluationSeconds = Trained.EvaluationSeconds + results.Sum(result => result.EvaluationSeconds),
            ImagesLeftOut = Trained.ImagesLeftOut + results.Sum(result => result.ImagesLeftOut),
            Predictions = [.. results.SelectMany(result => result.Predictions)],
        };
    }
}
