namespace Counterfactual.Silo.Reports.Statistics;

/// <summary>A weighted sum of rows, in one figure, of which it is asked whether it differs from 0.</summary>
/// <param name="Name">What is compared, for people: <c>object single - no masking</c>.</param>
/// <param name="Figure">The figure.</param>
/// <param name="Terms">The rows and their weights, which add up to 0.</param>
internal sealed record Contrast(string Name, ReportedFigure Figure, IReadOnlyList<ContrastTerm> Terms)
{
    /// <summary>One row minus another.</summary>
    public static Contrast Between(string name, ReportedFigure figure, ReportedModel one, ReportedModel other) =>
        new(name, figure, [new(one, 1), new(other, -1)]);

    /// <summary>The mean of some rows minus the mean of others.</summary>
    public static Contrast BetweenMeans(
        string name, ReportedFigure figure, IReadOnlyList<ReportedModel> ones, IReadOnlyList<ReportedModel> others) => new(
        name, figure,
        [
            .. ones.Select(model => new ContrastTerm(model, 1.0 / ones.Count)),
            .. others.Select(model => new ContrastTerm(model, -1.0 / others.Count)),
        ]);
}

/// <summary>A row of a contrast.</summary>
/// <param name="Model">The row with its seeds.</param>
/// <param name="Weight">Its weight.</param>
internal sealed record ContrastTerm(ReportedModel Model, double Weight);

/// <summary>What is compared.</summary>
internal enum ReportedFigure
{
    /// <summary>Accuracy on the in-distribution test set.</summary>
    Id,

    /// <summary>Mean accuracy over the other test sets.</summary>
    Ood,
}
