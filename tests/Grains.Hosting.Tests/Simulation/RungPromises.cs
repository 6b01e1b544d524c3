using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Grains.Hosting.Simulation;

/// <summary>What the rungs of a sweep are to decide, computed in another way than the sweep does.</summary>
internal sealed class RungPromises
{
    private readonly Dictionary<int, List<RungReport>> rungs = [];
    private readonly Dictionary<(int Rung, int Number), bool> decided = [];

    public EarlyStopping? Rules { get; private set; }

    /// <summary>The sweep was launched with these rules.</summary>
    /// <returns>Whether what was stopped is run again.</returns>
    public bool Launched(EarlyStopping? rules)
    {
        var isNew = rules != Rules;
        Rules = rules;
        if (isNew)
        {
            rungs.Clear();
            decided.Clear();
        }

        return isNew || rules is null;
    }

    /// <summary>Whether the experiment is to go on.</summary>
    public bool Decide(RungReport report)
    {
        if (report.Rule != Rules)
        {
            return true;
        }

        if (decided.TryGetValue((report.Rung, report.Number), out var earlier))
        {
            return earlier;
        }

        var reports = rungs.TryGetValue(report.Rung, out var there) ? there : rungs[report.Rung] = [];
        reports.Add(report);
        return decided[(report.Rung, report.Number)] = IsAmongTheBest(reports, Rules!);
    }

    /// <summary>Every stored decision follows from those stored before it, and none is missing.</summary>
    public void Hold(string sweep, IReadOnlyList<RungDecision> stored)
    {
        var expected = rungs.OrderBy(rung => rung.Key)
            .SelectMany(rung =>
                rung.Value.Select((report, index) => (report.Number, report.Rung, index, decided[(report.Rung, report.Number)])));
        Promises.Require(
            stored.Select(decision => (decision.Number, decision.Rung, decision.Recorded, decision.GoesOn))
                .SequenceEqual(expected),
            $"the rungs of {sweep} have recorded something else than what was decided");
        foreach (var decision in stored)
        {
            var before = stored.Where(other => other.Rung == decision.Rung && other.Recorded <= decision.Recorded)
                .Select(other => new RungReport(other.Number, 0, other.Rung, other.Epoch, other.Value, Rules)).ToList();
            Promises.Require(
                decision.GoesOn == IsAmongTheBest(before, Rules!),
                $"{decision} of {sweep} does not follow from what its rung had recorded");
        }
    }

    /// <summary>Whether the last of them would be among the best 1/factor, were they sorted.</summary>
    private static bool IsAmongTheBest(List<RungReport> reports, EarlyStopping rules)
    {
        var sign = rules.Mode == MetricMode.Max ? 1 : -1;
        var best = reports.Select(report => sign * report.Value).OrderDescending()
            .Take(Math.Max(1, reports.Count / rules.ReductionFactor));
        return sign * reports[^1].Value >= best.Last();
    }
}
