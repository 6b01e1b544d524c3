using Counterfactual.Grains.Experiments;

namespace Counterfactual.Silo.Listings;

/// <summary>
/// Makes experiments of a sweep small enough to keep many: without settings and attempts, and with the parameters of a row kept
/// once.
/// </summary>
internal sealed class LeanExperiments
{
    private readonly Dictionary<string, IReadOnlyList<Parameter>> parameters = [];

    internal ExperimentSnapshot Of(ExperimentSnapshot experiment)
    {
        var own = experiment.Point.Parameters;
        if (!parameters.TryGetValue(experiment.Point.Row, out var shared) || !shared.SequenceEqual(own))
        {
            shared = parameters[experiment.Point.Row] = own;
        }

        return experiment with { Point = experiment.Point with { Settings = "", Parameters = shared }, History = [] };
    }
}
