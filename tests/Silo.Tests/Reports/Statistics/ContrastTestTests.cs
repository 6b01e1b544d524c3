using System.Collections;
using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Reports;
using Counterfactual.Silo.Reports.Statistics;

namespace Counterfactual.Silo.Tests.Reports.Statistics;

public sealed class ContrastTestTests
{
    [Fact]
    public void Without_differences_between_seeds_it_is_the_paired_t_test_over_images()
    {
        // Of 100 images the one alone is right on 30, the other alone on 14, both on 40.
        bool[] one = [.. Enumerable.Range(0, 100).Select(image => image < 70)];
        bool[] other = [.. Enumerable.Range(0, 100).Select(image => image is < 40 or >= 70 and < 84)];
        var result =
            ContrastTest.Run(Contrast.Between("", ReportedFigure.Id, Model([one, one, one]), Model([other, other, other])))!;

        double[] differences = [.. one.Zip(other, (a, b) => (a ? 1.0 : 0) - (b ? 1.0 : 0))];
        var mean = differences.Average();
        var deviation = Math.Sqrt(differences.Sum(d => (d - mean) * (d - mean)) / 99);
        Assert.Equal(mean, result.Estimate, 12);
        Assert.Equal(deviation / 10, result.StandardError, 12);
        Assert.Equal(99, result.DegreesOfFreedom, 9);
        Assert.True(result.IsPairedByImage);

        // The exact reference: all ways to exchange the two models on the 44 images on which they differ (McNemar's test, mid-p).
        Assert.Equal(MidProbability(differing: 44, fewer: 14), result.Probability, 0.005);
    }

    [Fact]
    public void Without_differences_between_images_it_is_the_paired_t_test_over_seeds()
    {
        // Every image is right in one model and wrong in the other of a seed, or the same: nothing varies from image to image.
        bool[] right = [.. Enumerable.Repeat(true, 50)];
        bool[] wrong = new bool[50];
        var result =
            ContrastTest.Run(
                Contrast.Between("", ReportedFigure.Id, Model([right, right, right]), Model([wrong, wrong, right])))!;
        Assert.Equal(2.0 / 3, result.Estimate, 12);
        Assert.Equal(1.0 / 3, result.StandardError, 12);
        Assert.Equal(2, result.DegreesOfFreedom, 9);
        Assert.Equal(1 - (2 / Math.Sqrt(2 + 4)), result.Probability, 9);
    }

    [Fact]
    public void Rows_known_by_counts_only_are_taken_as_independent_on_images()
    {
        bool[] one = [.. Enumerable.Range(0, 100).Select(image => image < 80)];
        bool[] other = [.. Enumerable.Range(0, 100).Select(image => image < 70)];
        var contrast = Contrast.Between(
            "", ReportedFigure.Id, Model([one, one], keepHits: false), Model([other, other], keepHits: false));
        var result = ContrastTest.Run(contrast)!;
        Assert.False(result.IsPairedByImage);
        Assert.Equal(Math.Sqrt(((0.8 * 0.2) + (0.7 * 0.3)) / 100), result.StandardError, 12);
        Assert.True(result.StandardError
            > ContrastTest.Run(Contrast.Between("", ReportedFigure.Id, Model([one, one]), Model([other, other])))!.StandardError);
    }

    [Fact]
    public void One_seed_tells_nothing_of_other_seeds() =>
        Assert.Null(ContrastTest.Run(Contrast.Between("", ReportedFigure.Id, Model([[true, false]]), Model([[false, false]]))));

    [Fact]
    public void A_row_of_one_seed_is_paired_with_every_seed_of_the_other()
    {
        bool[] one = [.. Enumerable.Range(0, 100).Select(image => image < 80)];
        var result = ContrastTest.Run(Contrast.Between("", ReportedFigure.Id, Model([one, one, one]), Model([new bool[100]])))!;
        Assert.Equal(0.8, result.Estimate, 12);
    }

    [Fact]
    public void Equal_rows_do_not_differ()
    {
        bool[] hits = [true, false, true];
        var result = ContrastTest.Run(Contrast.Between("", ReportedFigure.Id, Model([hits, hits]), Model([hits, hits])))!;
        Assert.Equal(1, result.Probability);
        Assert.False(result.IsSignificant);
        Assert.Equal(0, result.Margin);
    }

    [Fact]
    public void True_differences_are_found_and_false_ones_rarely_claimed()
    {
        const int Trials = 300;
        var random = new Random(42);
        var (falseClaims, found) = (0, 0);
        for (var trial = 0; trial < Trials; trial++)
        {
            falseClaims += Probability(random, lead: 0) < 0.05 ? 1 : 0;
            found += Probability(random, lead: 0.12) < 0.05 ? 1 : 0;
        }

        // Two standard errors above 5 % would be 7.5 %; the test errs on the safe side.
        Assert.InRange((double)falseClaims / Trials, 0, 0.075);
        Assert.InRange((double)found / Trials, 0.8, 1);
    }

    /// <summary>
    /// Two rows of three seeds on 400 images: images differ in difficulty, and each model of each seed in skill.
    /// </summary>
    private static double Probability(Random random, double lead)
    {
        var difficulty = Enumerable.Range(0, 400).Select(_ => random.NextDouble()).ToArray();
        bool[][] Seeds(double skill) => [.. Enumerable.Range(0, 3).Select(_ =>
        {
            var own = skill + (0.01 * ((2 * random.NextDouble()) - 1));
            return difficulty.Select(hard => random.NextDouble() < own + 0.5 - (0.6 * hard)).ToArray();
        })];
        return ContrastTest.Run(
            Contrast.Between("", ReportedFigure.Id, Model(Seeds(0.5 + lead)), Model(Seeds(0.5))))!.Probability;
    }

    /// <summary>Two-sided mid-p of a fair coin that shows one side so few times, by adding up all outcomes.</summary>
    private static double MidProbability(int differing, int fewer)
    {
        var (probability, ways, all) = (0.0, 1.0, Math.Pow(2, differing));
        for (var times = 0; times <= fewer; times++)
        {
            probability += (times < fewer ? 2 : 1) * ways / all;
            ways = ways * (differing - times) / (times + 1);
        }

        return probability;
    }

    /// <summary>A row with one test set, from the images that each seed predicts right.</summary>
    private static ReportedModel Model(bool[][] seeds, bool keepHits = true) => new(
        new TableRow { Row = "row", Parameters = [], TestSets = [], Experiments = seeds.Length, Completed = seeds.Length },
        [
            .. seeds.Select((hits, seed) => new SeedAccuracy(seed, hits.Count(hit => hit) / (double)hits.Length, 0)
            {
                TestSets = [new TestSetAccuracy("ID", true, hits.Count(hit => hit), hits.Length)],
                Hits = _ => keepHits ? new BitArray(hits) : null,
            }),
        ]);
}
