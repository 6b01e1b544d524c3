using Counterfactual.Silo.Api;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Silo.Tests.Trainers;

/// <summary>What must be the same to the last bit whenever an experiment is run again, in lines of text.</summary>
internal static class MethodNumbers
{
    /// <summary>What was counted at its end.</summary>
    internal static IEnumerable<string> CountedIn(ExperimentDetails experiment) =>
        from evaluation in experiment.Evaluations
        from set in evaluation.TestSets
        select $"{experiment.Id} {evaluation.Alpha} {set.Name} {set.Correct}/{set.Count}";

    /// <summary>Everything measured on the way but speed and memory.</summary>
    internal static async Task<List<string>> MeasuredInAsync(SiloClient silo, string experiment) =>
    [
        .. from point in await silo.GetMetricsAsync(experiment)
           where !point.Name.EndsWith("images_per_second", StringComparison.Ordinal)
               && !point.Name.StartsWith("memory.", StringComparison.Ordinal)
           select point.ToString(),
    ];
}
