using System.Globalization;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Silo.Reports;

/// <summary>
/// Says in sentences what a sweep's numbers show of the paper's claims (Xiao et al. 2023, section 4): differences between rows as they are,
/// each only where the rows it needs are complete, and no verdict beyond them.
/// </summary>
internal static class Findings
{
    private static readonly string[] _maskings = ["random", "context", "object"];
    private static readonly string[] _refills = ["none", "single", "multi"];

    /// <summary>The sentences, from the plainest comparison to the finest.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<TableRow> rows)
    {
        List<Model> models = [.. rows.Where(row => row.IsComplete()).Select(Model.Of).OfType<Model>()];
        var zeroShot = Only(models, "zero_shot");
        var vanilla = Only(models, "vanilla");
        List<string> findings = [];
        if (zeroShot is not null && vanilla is not null)
        {
            findings.Add($"Vanilla fine-tuning is {Against(vanilla, zeroShot, "zero-shot")}.");
        }

        foreach (var group in Distillations(models))
        {
            findings.AddRange(OfDistillation(group, vanilla));
        }

        if (models.Where(model => model.Row.IsInterpolated()).MaxBy(model => model.Ood) is { } interpolated)
        {
            findings.Add(
                $"Of the WiSE-FT points, {interpolated.Row.Name()} has the highest OOD average: {Percent(interpolated.Ood)}, at {Percent(interpolated.Id)} in ID.");
        }

        return findings;
    }

    /// <summary>What has to be said wherever the findings are shown.</summary>
    public static string Caveat(SweepDetails sweep)
    {
        var seeds = sweep.Experiments.Where(experiment => experiment.Evaluations.Count > 0).Select(experiment => experiment.Seed).Distinct().Count();
        var sampling = sweep.Experiments.Select(SamplingError).Max();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Differences are between means over {seeds} {(seeds == 1 ? "seed" : "seeds")} and one pretrained model; no test of significance was made. ")
            + $"The test sets' own sampling error, up to {ReportText.Percent(sampling)} points on an OOD average, is not in the standard deviations; it is largely shared by "
            + "the rows. A row may win OOD by giving up ID: compare rows at equal ID, or as curves over beta and alpha, before calling one better.";
    }

    private static IEnumerable<string> OfDistillation(DistillationGroup group, Model? vanilla)
    {
        var context = group.Label.Length == 0 ? "" : $"With {group.Label}: ";
        var unmasked = group.Find("none", "none");
        if (unmasked is not null && vanilla is not null)
        {
            yield return $"{context}Feature distillation without masking is {Against(unmasked, vanilla, "vanilla fine-tuning")}.";
        }

        List<Model> masked = [.. group.Models.Where(model => model != unmasked)];
        if (unmasked is not null && masked.Count > 0)
        {
            yield return $"{context}Masking against no masking: {CountAbove(masked, model => model.Ood - unmasked.Ood)} of {masked.Count} combinations higher in OOD average, "
                + $"{CountAbove(masked, model => model.Id - unmasked.Id)} in ID. OOD average: "
                + $"{List(masked.OrderByDescending(model => model.Ood).Select(model => (model.Mask, model.Ood - unmasked.Ood)))}.";
        }

        foreach (var refill in _refills.Skip(1))
        {
            if (Differences(_maskings, masking => (group.Find(masking, refill), group.Find(masking, "none")), model => model.Ood) is { } list)
            {
                yield return $"{context}Filling ({refill}) against only removing, OOD average: {list}.";
            }
        }

        if (Differences(_maskings, masking => (group.Find(masking, "single"), group.Find(masking, "multi")), model => model.Ood) is { } ood)
        {
            var id = Differences(_maskings, masking => (group.Find(masking, "single"), group.Find(masking, "multi")), model => model.Id);
            yield return $"{context}Single-fill against multi-fill: OOD average {ood}; ID {id}.";
        }

        foreach (var masking in _maskings.SkipLast(1))
        {
            if (Differences(_refills, refill => (group.Find("object", refill), group.Find(masking, refill)), model => model.Ood) is { } list)
            {
                yield return $"{context}Object masks against {masking} masks, OOD average by refill: {list}.";
            }
        }
    }

    /// <summary>Rows of feature distillation that differ in nothing but masking, refill and its strength, each pair once.</summary>
    private static IEnumerable<DistillationGroup> Distillations(IEnumerable<Model> models)
    {
        List<Model> distilled = [.. models.Where(model => !model.Row.IsInterpolated() && model.Row.Value("method") == "feature_distillation")];
        var varied = ReportRows.Varied([.. distilled.Select(model => model.Row)]);
        return distilled
            .GroupBy(model => string.Join(", ", varied.Select(name => $"{name} {model.Row.Value(name) ?? "as in the others"}")))
            .Where(group => group.DistinctBy(model => model.Mask).Count() == group.Count())
            .Select(group => new DistillationGroup(group.Key, [.. group]));
    }

    private static Model? Only(IEnumerable<Model> models, string method)
    {
        List<Model> found = [.. models.Where(model => !model.Row.IsInterpolated() && model.Row.Value("method") == method).Take(2)];
        return found.Count == 1 ? found[0] : null;
    }

    private static string Against(Model model, Model other, string name) =>
        $"{Distance(model.Id - other.Id)} {name} in ID ({Percent(model.Id)} against {Percent(other.Id)}) and "
        + $"{Distance(model.Ood - other.Ood)} it in OOD average ({Percent(model.Ood)} against {Percent(other.Ood)})";

    private static string Distance(double difference) => ReportText.Points(difference) switch
    {
        "0.0" => "level with",
        ['+', .. var points] => $"{points} points above",
        var points => $"{points[1..]} points below",
    };

    private static int CountAbove(IEnumerable<Model> models, Func<Model, double> difference) =>
        models.Count(model => ReportText.Points(difference(model)).StartsWith('+'));

    private static string? Differences(IEnumerable<string> names, Func<string, (Model? One, Model? Other)> pair, Func<Model, double> figure)
    {
        List<(string Name, double Difference)> differences = [];
        foreach (var name in names)
        {
            if (pair(name) is ({ } one, { } other))
            {
                differences.Add((name, figure(one) - figure(other)));
            }
        }

        return differences.Count == 0 ? null : List(differences);
    }

    private static string List(IEnumerable<(string Name, double Difference)> differences) =>
        string.Join(", ", differences.Select(item => $"{item.Name} {ReportText.Points(item.Difference)}"));

    private static string Percent(double accuracy) => ReportText.Percent(accuracy);

    /// <summary>Standard error in 0..1 of an OOD average over independent test sets; 0 where there is none.</summary>
    private static double SamplingError(ExperimentDetails experiment) => experiment.Evaluations
        .Select(evaluation => evaluation.TestSets.Where(testSet => !testSet.InDistribution).ToList())
        .Where(shifted => shifted.Count > 0)
        .Select(shifted => Math.Sqrt(shifted.Sum(testSet => testSet.Accuracy * (1 - testSet.Accuracy) / testSet.Count)) / shifted.Count)
        .DefaultIfEmpty()
        .Max();

    private sealed record DistillationGroup(string Label, IReadOnlyList<Model> Models)
    {
        public Model? Find(string masking, string refill) =>
            Models.FirstOrDefault(model => model.Row.Value("masking") == masking && (model.Row.Value("refill") ?? "none") == refill);
    }

    /// <summary>A row's means in 0..1.</summary>
    private sealed record Model(TableRow Row, double Id, double Ood)
    {
        /// <summary><c>object single</c>.</summary>
        public string Mask => $"{Row.Value("masking")} {Row.Value("refill")}";

        public static Model? Of(TableRow row) =>
            row.TestSets.FirstOrDefault(testSet => testSet.InDistribution) is { } id && row.OodAverage is { } ood
                ? new(row, id.Accuracy.Mean, ood.Mean)
                : null;
    }
}
