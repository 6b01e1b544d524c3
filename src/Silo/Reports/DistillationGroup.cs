namespace Counterfactual.Silo.Reports;

/// <summary>
/// Rows of one distillation method that differ in masking, refill and its strength only, each combination once.
/// </summary>
/// <param name="Name">The method, with the settings that tell the group from others.</param>
/// <param name="Models">The rows.</param>
internal sealed record DistillationGroup(string Name, IReadOnlyList<ReportedModel> Models)
{
    /// <summary>The refills in the order of the paper's table.</summary>
    public static IReadOnlyList<string> Refills { get; } = ["none", "single", "multi"];

    /// <summary>The row of a combination; null where it is not there.</summary>
    public ReportedModel? Find(string masking, string refill) =>
        Models.FirstOrDefault(model => model.Mask == $"{masking} {refill}");

    /// <summary>The groups of a sweep; rows of several thresholds for one combination are in none.</summary>
    public static IEnumerable<DistillationGroup> Of(IEnumerable<ReportedModel> models)
    {
        var distilled = models.Where(model => !model.Row.IsInterpolated() && model.Row.Value("method") == "feature_distillation")
            .ToList();
        var varied = ReportRows.Varied([.. distilled.Select(model => model.Row)]);
        return distilled
            .GroupBy(model => string.Concat(varied.Select(name => $", {name} {model.Row.Value(name) ?? "as by default"}")))
            .Where(group => group.DistinctBy(model => model.Mask).Count() == group.Count())
            .Select(group => new DistillationGroup($"Feature distillation{group.Key}", [.. group]));
    }
}
