using System.Globalization;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Sweeps;
using Counterfactual.Training.Experiments;
using FsCheck;
using FsCheck.Fluent;

namespace Counterfactual.Silo.Tests.Sweeps;

public sealed class SearchTests
{
    private const string Ranges = """
        name: x
        method: vanilla
        search: {kind: random, samples: SAMPLES, seed: SEED}
        grid:
          training.learning_rate: {log_uniform: [1e-5, 1e-2]}
          training.weight_decay: {uniform: [0.05, 0.2]}
          training.batch_size: {int_uniform: [20, 22]}
          training.schedule: {choice: [cosine, one_cycle]}
          training.epochs: [3, 4]
        """;

    [Fact]
    public void The_example_search_draws_its_points_and_stops_early()
    {
        var plan = SweepFile.Load(RepositoryFiles.Sweep("search.yaml"));
        Assert.Equal(18, plan.Experiments.Count);
        Assert.Equal(new EarlyStopping { Metric = "validation.accuracy" }, plan.Rules.EarlyStopping);
        Assert.Equal(TimeSpan.FromMinutes(5), plan.Rules.HangTimeout);
        Assert.Equal(plan.Rules, plan.ToLaunch().Rules);
    }

    [Fact]
    public void A_file_without_a_search_stops_nothing() =>
        Assert.Equal(new AttemptRules(), SweepFile.Parse("name: x\nmethod: vanilla\n", "x.yaml").Rules);

    [Theory]
    [InlineData("1", 1)]
    [InlineData("100000", 100_000)]
    public void A_limit_on_experiments_at_once_reaches_the_launch(string text, int limit) =>
        Assert.Equal(limit, SweepFile.Parse($"name: x\nmethod: vanilla\nmax_concurrent: {text}\n", "x.yaml")
            .ToLaunch().MaxConcurrent);

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("100001")]
    [InlineData("1.5")]
    [InlineData("two")]
    [InlineData("[2]")]
    public void A_limit_that_is_none_is_refused_where_it_stands(string text) => Assert.StartsWith(
        "x.yaml:3:17: 'max_concurrent' expects a whole number from 1 to 100000, found ",
        Assert.Throws<SweepFileException>(() =>
            SweepFile.Parse($"name: x\nmethod: vanilla\nmax_concurrent: {text}\n", "x.yaml")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Draws_lie_in_their_ranges_whatever_the_seed() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        Recipes(20, seed).All(recipe =>
            recipe.LearningRate is >= 1e-5 and <= 1e-2 && recipe.WeightDecay is >= 0.05 and <= 0.2
            && recipe.BatchSize is >= 20 and <= 22 && recipe.Epochs is 3 or 4)).QuickCheckThrowOnFailure();

    [Fact]
    public void Draws_reach_all_of_their_ranges_evenly()
    {
        var recipes = Recipes(400, 0);
        Assert.Equal(400, recipes.Count);
        foreach (var decade in (int[])[-5, -4, -3])
        {
            Assert.InRange(recipes.Count(recipe => Math.Floor(Math.Log10(recipe.LearningRate)) == decade), 95, 175);
        }

        Assert.InRange(recipes.Average(recipe => recipe.WeightDecay), 0.118, 0.132);
        Assert.All((int[])[20, 21, 22], size => Assert.InRange(recipes.Count(recipe => recipe.BatchSize == size), 95, 175));
        Assert.InRange(recipes.Count(recipe => recipe.Schedule == LearningRateSchedule.OneCycle), 150, 250);
    }

    [Fact]
    public void A_point_depends_on_nothing_but_the_seed_its_position_and_its_settings()
    {
        Assert.Equal(Recipes(30, 7), Recipes(30, 7));
        Assert.Equal(Recipes(30, 7).Take(10), Recipes(10, 7));
        Assert.NotEqual(Recipes(10, 7), Recipes(10, 8));
        var without = Recipes(
            10, 7, text => text.Replace("  training.batch_size: {int_uniform: [20, 22]}\n", "", StringComparison.Ordinal));
        Assert.Equal(Recipes(10, 7).Select(recipe => recipe.LearningRate), without.Select(recipe => recipe.LearningRate));
    }

    [Fact]
    public void Points_that_are_drawn_twice_are_run_once() => Assert.Equal(
        2,
        SweepFile.Parse("name: x\nsearch: {kind: random, samples: 50}\ngrid: {method: [vanilla, linear_probe]}\n",
            "x.yaml").Experiments.Count);

    private static List<TrainingRecipe> Recipes(int samples, int seed, Func<string, string>? edit = null)
    {
        var text = Ranges
            .Replace("SAMPLES", samples.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("SEED", seed.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        return [.. SweepFile.Parse(edit?.Invoke(text) ?? text, "x.yaml").Experiments.Select(experiment =>
            experiment.Settings.Training)];
    }
}
