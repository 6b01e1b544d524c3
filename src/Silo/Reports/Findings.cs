using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Silo.Reports;

/// <summary>
/// Says in sentences what a sweep's numbers show of the paper's claims (Xiao et al. 2023, section 4): differences between rows as
/// they are, each only where the rows it needs are complete, and no verdict beyond them.
/// </summary>
internal static class Findings
{
    private static readonly string[] _maskings = ["random", "context", "object"];

    /// <summary>The sentences, from the plainest comparison to the finest.</summary>
    public static IReadOnlyList<string> Of(SweepDetails sweep)
    {
        var models = ReportedModel.Of(sweep);
        var zeroShot = Only(models, "zero_shot");
        var vanilla = Only(models, "vanilla");
        List<string> findings = [];
        if (zeroShot is not null && vanilla is not null)
        {
            findings.Add($"Vanilla fine-tuning against zero-shot: {IdAndOod(vanilla, zeroShot)}.");
        }

        foreach (var group in DistillationGroup.Of(models))
        {
            findings.AddRange(OfDistillation(group, vanilla));
        }

        if (models.Where(model => model.Row.IsInterpolated()).MaxBy(model => model.Ood) is { } best)
        {
            findings.Add(
                $"The best WiSE-FT point in OOD average is alpha {best.Row.Alpha}: {Percent(best.Ood)}, "
                    + $"at {Percent(best.Id)} in ID.");
        }

        return findings;
    }

    /// <summary>What has to be said wherever the findings are shown.</summary>
    public static string Caveat(SweepDetails sweep)
    {
        var completed = sweep.Experiments.Where(experiment => experiment.Evaluations.Count > 0).ToList();
        var seeds = completed.Select(experiment => experiment.Seed).Distinct().Count();
        var paired = seeds == 1
            ? "Differences are in points, from one seed and one pretrained model; they say nothing of the spread over seeds"
            : $"Differences are in points, paired over {seeds} seeds, with one pretrained model; "
                + "± is their sample standard deviation";
        return $"{paired}{(seeds == 1 ? ", and no test of significance can be made" : "")}. The test sets' own sampling error, "
            + $"up to {Percent(completed.Max(SamplingError))} points on an OOD average, is not in them; the rows largely share "
            + "it. A row may win OOD by giving up ID: compare rows at equal ID, or as curves over beta and alpha, "
            + "before calling one better.";
    }

    private static IEnumerable<string> OfDistillation(DistillationGroup group, ReportedModel? vanilla)
    {
        var unmasked = group.Find("none", "none");
        if (unmasked is not null && vanilla is not null)
        {
            yield return $"{group.Name} without masking against vanilla fine-tuning: {IdAndOod(unmasked, vanilla)}.";
        }

        List<ReportedModel> masked = [.. group.Models.Where(model => model != unmasked).OrderByDescending(model => model.Ood)];
        if (unmasked is not null && masked.Count > 0)
        {
            var ood = masked.ConvertAll(model => PairedDifference.Between(model, unmasked, seed => seed.Ood));
            var id = masked.ConvertAll(model => PairedDifference.Between(model, unmasked, seed => seed.Id));
            yield return $"{group.Name}, masking against no masking: "
                + $"{Above(ood)} of {masked.Count} combinations higher in OOD average, {Above(id)} in ID"
                + $"{(ood[0].Deviation is null ? "" : ", by more than the spread over seeds")}. "
                + $"OOD average: {string.Join(", ", masked.Zip(ood, (model, difference) => $"{model.Mask} {difference}"))}.";
        }

        foreach (var refill in DistillationGroup.Refills.Skip(1))
        {
            var ood = List(_maskings, masking => (group.Find(masking, refill), group.Find(masking, "none")), seed => seed.Ood);
            if (ood.Length > 0)
            {
                yield return $"{group.Name}, {refill}-fill against only removing: OOD average {ood}.";
            }
        }

        (ReportedModel?, ReportedModel?) SingleAndMulti(string masking) =>
            (group.Find(masking, "single"), group.Find(masking, "multi"));
        var singleOod = List(_maskings, SingleAndMulti, seed => seed.Ood);
        if (singleOod.Length > 0)
        {
            var singleId = List(_maskings, SingleAndMulti, seed => seed.Id);
            yield return $"{group.Name}, single-fill against multi-fill: OOD average {singleOod}; ID {singleId}.";
        }

        foreach (var masking in _maskings.SkipLast(1))
        {
            var ood = List(DistillationGroup.Refills, refill => (group.Find("object", refill), group.Find(masking, refill)),
                seed => seed.Ood);
            if (ood.Length > 0)
            {
                yield return $"{group.Name}, object masks against {masking} masks, by refill: OOD average {ood}.";
            }
        }
    }

    private static ReportedModel? Only(IEnumerable<ReportedModel> models, string method)
    {
        var found = Trained(models, method).Take(2).ToList();
        return found.Count == 1 ? found[0] : null;
    }

    private static IEnumerable<ReportedModel> Trained(IEnumerable<ReportedModel> models, string method) =>
        models.Where(model => !model.Row.IsInterpolated() && model.Row.Value("method") == method);

    private static int Above(IEnumerable<PairedDifference> differences) => differences.Count(difference => difference.IsAbove);

    private static string IdAndOod(ReportedModel one, ReportedModel other) =>
        $"ID {PairedDifference.Between(one, other, seed => seed.Id)} ({Percent(one.Id)} against {Percent(other.Id)}), "
        + $"OOD average {PairedDifference.Between(one, other, seed => seed.Ood)} ({Percent(one.Ood)} "
        + $"against {Percent(other.Ood)})";

    private static string Percent(double share) => ReportText.Percent(share);

    /// <summary>A difference for each name whose two models are there; empty where none are.</summary>
    private static string List(
        IEnumerable<string> names,
        Func<string, (ReportedModel? One, ReportedModel? Other)> pair,
        Func<SeedAccuracy, double> figure)
    {
        List<string> differences = [];
        foreach (var name in names)
        {
            if (pair(name) is ({ } one, { } other))
            {
                differences.Add($"{name} {PairedDifference.Between(one, other, figure)}");
            }
        }

        return string.Join(", ", differences);
    }

    /// <summary>Standard error in 0..1 of an OOD average over independent test sets; 0 where there is none.</summary>
    private static double SamplingError(ExperimentDetails experiment) => experiment.Evaluations
        .Select(evaluation => evaluation.TestSets.Where(testSet => !testSet.InDistribution).ToList())
        .Where(shifted => shifted.Count > 0)
        .Select(shifted => Math.Sqrt(shifted.Sum(set => set.Accuracy * (1 - set.Accuracy) / set.Count)) / shifted.Count)
        .DefaultIfEmpty()
        .Max();
}
