using System.Collections;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Silo.Reports.Statistics;

/// <summary>
/// Tests a contrast for being 0, with seeds and test images as crossed random effects: a difference counts only if it would be
/// expected again with other seeds and with other images of the same kind.
/// </summary>
/// <remarks>
/// <para>
/// Let D(s) be the contrast of seed s, over the S seeds that all rows share, and d(i) its mean over seeds on image i. The
/// variance of the contrast's mean is taken as var D(s) / S, for the seeds, plus, for each of its test sets, c^2 var d(i) / n,
/// for the n images (c is the set's weight: 1 in distribution, 1 / K in an average over K sets). Rows are paired on seeds and on
/// images. What seeds and images do together is in both terms, so the sum errs on the safe side.
/// </para>
/// <para>
/// The ratio of the contrast to the root of that sum is compared with Student's t, with the degrees of freedom of Satterthwaite
/// (1946). Where it is not known which images a model predicted right, var d(i) is replaced by the sum of w^2 p (1 - p) over
/// rows: that of independent rows, which is larger wherever rows tend to be right on the same images.
/// </para>
/// </remarks>
internal static class ContrastTest
{
    /// <summary>Tests a contrast.</summary>
    /// <returns>Null where the rows share fewer than two seeds: then nothing is known of other seeds.</returns>
    public static ContrastResult? Run(Contrast contrast)
    {
        var seeds = SharedSeeds(contrast);
        if (seeds.Count < 2)
        {
            return null;
        }

        double[] differences =
            [.. seeds.Select(seed => contrast.Terms.Sum(term => term.Weight * Figure(term.Model.At(seed), contrast.Figure)))];
        var statistic = Statistic.Of(differences)!;
        var bySeeds = Math.Pow(statistic.StandardDeviation!.Value, 2) / seeds.Count;
        var sets = TestSets(contrast).Select(set => ImageVariance(contrast, seeds, set)).ToList();
        var variance = bySeeds + sets.Sum(set => set.Variance);
        var freedom = variance * variance
            / ((bySeeds * bySeeds / (seeds.Count - 1))
                + sets.Sum(set => set.Variance * set.Variance / Math.Max(1, set.Images - 1)));
        if (double.IsNaN(freedom))
        {
            freedom = seeds.Count - 1;
        }

        var error = Math.Sqrt(variance);
        var probability = statistic.Mean == 0 ? 1 : StudentT.TwoSided(statistic.Mean / error, freedom);
        return new(contrast, statistic.Mean, error, freedom, probability) { IsPairedByImage = sets.All(set => set.IsPaired) };
    }

    /// <summary>Tests a family of contrasts; those that cannot be tested are left out.</summary>
    public static IReadOnlyList<ContrastResult> RunFamily(IEnumerable<Contrast> contrasts)
    {
        List<ContrastResult> results = [.. contrasts.Select(Run).OfType<ContrastResult>()];
        var adjusted = HolmCorrection.Adjust([.. results.Select(result => result.Probability)]);
        return [.. results.Zip(adjusted, (result, probability) => result with { Adjusted = probability })];
    }

    /// <summary>Seeds that every row of several seeds has; a row of one seed (zero-shot) goes with each.</summary>
    private static IReadOnlyList<int> SharedSeeds(Contrast contrast)
    {
        var rows = contrast.Terms.Select(term => term.Model).Where(model => model.Seeds.Count > 1)
            .Select(model => model.Seeds.Select(seed => seed.Seed)).ToList();
        return rows.Count == 0 ? [] : [.. rows.Aggregate((one, other) => one.Intersect(other)).Order()];
    }

    private static double Figure(SeedAccuracy seed, ReportedFigure figure) => figure == ReportedFigure.Id ? seed.Id : seed.Ood;

    private static IReadOnlyList<(string Name, double Weight)> TestSets(Contrast contrast)
    {
        var sets = contrast.Terms[0].Model.Seeds[0].TestSets
            .Where(set => set.InDistribution == (contrast.Figure == ReportedFigure.Id))
            .Take(contrast.Figure == ReportedFigure.Id ? 1 : int.MaxValue)
            .ToList();
        return [.. sets.Select(set => (set.Name, 1.0 / sets.Count))];
    }

    private static (double Variance, int Images, bool IsPaired) ImageVariance(
        Contrast contrast, IReadOnlyList<int> seeds, (string Name, double Weight) set)
    {
        TestSetAccuracy Of(SeedAccuracy seed) => seed.TestSets.First(candidate => candidate.Name == set.Name);
        var images = contrast.Terms.Min(term => Of(term.Model.Seeds[0]).Count);
        var paired = Paired(contrast, seeds, set.Name);
        var perImage = paired ?? contrast.Terms.Sum(term =>
        {
            var accuracy = seeds.Average(seed => Of(term.Model.At(seed)).Accuracy);
            return term.Weight * term.Weight * accuracy * (1 - accuracy);
        });
        return (set.Weight * set.Weight * perImage / images, images, paired is not null);
    }

    /// <summary>
    /// Sample variance over images of the contrast's mean over seeds; null where some row's images are not known.
    /// </summary>
    private static double? Paired(Contrast contrast, IReadOnlyList<int> seeds, string set)
    {
        double[]? differences = null;
        foreach (var term in contrast.Terms)
        {
            foreach (var seed in seeds)
            {
                var hits = term.Model.At(seed).Hits(set);
                differences ??= new double[hits?.Length ?? 0];
                if (hits is null || hits.Length != differences.Length || hits.Length < 2)
                {
                    return null;
                }

                Add(differences, hits, term.Weight / seeds.Count);
            }
        }

        var mean = differences!.Average();
        return differences!.Sum(difference => (difference - mean) * (difference - mean)) / (differences!.Length - 1);
    }

    private static void Add(double[] differences, BitArray hits, double weight)
    {
        for (var image = 0; image < differences.Length; image++)
        {
            differences[image] += hits[image] ? weight : 0;
        }
    }
}
