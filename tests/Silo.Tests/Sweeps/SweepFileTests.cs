using System.Security.Cryptography;
using System.Text;
using Counterfactual.Grains.Devices;
using Counterfactual.Silo.Sweeps;
using Counterfactual.Training.Experiments;
using Counterfactual.Training.Method;

namespace Counterfactual.Silo.Tests.Sweeps;

public sealed class SweepFileTests
{
    [Fact]
    public void The_demo_is_six_rows_of_one_seed_in_table_order()
    {
        var plan = SweepFile.Load(RepositoryFiles.Sweep("demo.yaml"));

        Assert.Equal("demo", plan.Name);
        Assert.Equal(
            [
                "zero_shot, seed 0",
                "vanilla, seed 0",
                "feature_distillation masking=none beta=10, seed 0",
                "feature_distillation masking=random refill=single rate=0.3 beta=10, seed 0",
                "feature_distillation masking=context refill=single threshold=0.1 beta=10, seed 0",
                "feature_distillation masking=object refill=single threshold=0.1 beta=10, seed 0",
            ],
            plan.Experiments.Select(experiment => experiment.ToString()));
    }

    [Fact]
    public void The_table_has_every_row_of_the_miniature_study_with_its_strength()
    {
        var plan = SweepFile.Load(RepositoryFiles.Sweep("table.yaml"));

        Assert.Equal(
            [
                "zero_shot",
                "linear_probe training.learning_rate=0.02",
                "vanilla alphas=0.25, 0.5, 0.75",
                "feature_distillation masking=none beta=10",
                "feature_distillation masking=random refill=none rate=0.5 beta=10",
                "feature_distillation masking=context refill=none threshold=0.01 beta=10",
                "feature_distillation masking=object refill=none threshold=0.3 beta=10",
                "feature_distillation masking=random refill=single rate=0.3 beta=10",
                "feature_distillation masking=context refill=single threshold=0.1 beta=10",
                "feature_distillation masking=object refill=single threshold=0.1 beta=10",
                "feature_distillation masking=random refill=multi rate=0.3 beta=10",
                "feature_distillation masking=context refill=multi threshold=0.02 beta=10",
                "feature_distillation masking=object refill=multi threshold=0.3 beta=10",
            ],
            plan.Experiments.Select(experiment => experiment.Point.Row).Distinct());
        Assert.Equal(1 + (12 * 3), plan.Experiments.Count);
        Assert.Equal([0, 1, 2], plan.Experiments.Where(experiment => experiment.Settings.Masking == Masking.Object
            && experiment.Settings.Refill == Refill.Multi).Select(experiment => experiment.Point.Seed));
    }

    [Theory]
    [InlineData("demo.yaml")]
    [InlineData("table.yaml")]
    public void The_shipped_sweeps_use_the_miniature_recipe(string file) =>
        Assert.All(SweepFile.Load(RepositoryFiles.Sweep(file)).Experiments, experiment =>
        {
            // The head alone wants a higher rate than the whole model.
            var learningRate = experiment.Settings.Method == TrainingMethod.LinearProbe ? 0.02 : 1e-3;
            Assert.Equal(new TrainingRecipe { LearningRate = learningRate }, experiment.Settings.Training);
            Assert.Equal(new DataSettings(), experiment.Settings.Data);
            Assert.Equal(ModelSettings.Miniature, experiment.Settings.Model.Checkpoint);
        });

    [Fact]
    public void The_demo_shares_its_cells_with_the_table_but_for_the_alphas()
    {
        var table = SweepFile.Load(RepositoryFiles.Sweep("table.yaml")).Experiments.Select(experiment => experiment.Point.Cell);
        var demo = SweepFile.Load(RepositoryFiles.Sweep("demo.yaml")).Experiments;
        Assert.Equal(
            ["vanilla"],
            demo.Where(experiment => !table.Contains(experiment.Point.Cell)).Select(experiment => experiment.Point.Row));
    }

    [Fact]
    public void A_launch_carries_everything_that_the_file_says()
    {
        const string Text = """
            name: small
            method: vanilla
            seeds: [7]
            resources: {device: cuda, memory: 1.5GiB}
            retries: 0
            priority: -3
            """;

        var launch = SweepFile.Parse(Text, "small.yaml").ToLaunch(fresh: true);

        Assert.Equal("small", launch.Name);
        Assert.Equal(Text, launch.File);
        Assert.Equal(1, launch.MaxAttempts);
        Assert.Equal(-3, launch.Priority);
        Assert.True(launch.Fresh);
        var point = Assert.Single(launch.Points);
        Assert.Equal(new DeviceNeeds { Kind = DeviceKind.Cuda, MemoryBytes = 3L << 29 }, point.Needs);
        Assert.Equal(7, point.Seed);
        Assert.Equal(64, point.Cell.Length);
    }

    [Fact]
    public void A_file_without_grid_and_include_is_one_experiment()
    {
        var settings = SweepFile.Parse(
            """
            name: one
            masking: object
            refill: single
            threshold: 0.2
            alphas: [0.5]
            training: {schedule: one_cycle, max_steps: 3}
            data.rho: 0.5
            """,
            "one.yaml").Single().Settings;

        Assert.Equal(TrainingMethod.FeatureDistillation, settings.Method);
        Assert.Equal(
            (Masking.Object, Refill.Single, 0.2, 30.0), (settings.Masking, settings.Refill, settings.Threshold, settings.Beta));
        Assert.Equal([0.5], settings.Alphas);
        Assert.Equal(new() { Schedule = LearningRateSchedule.OneCycle, MaxSteps = 3 }, settings.Training);
        Assert.Equal(0.5, settings.Data.Rho);
    }

    [Theory]
    [InlineData("random", "none", 0.75)]
    [InlineData("random", "single", 0.5)]
    [InlineData("random", "multi", 0.5)]
    [InlineData("object", "none", 0.3)]
    [InlineData("object", "single", 0.3)]
    [InlineData("object", "multi", 0.6)]
    [InlineData("context", "none", 0.6)]
    [InlineData("context", "single", 0.5)]
    [InlineData("context", "multi", 0.3)]
    public void What_a_file_leaves_out_is_as_released(string masking, string refill, double strength)
    {
        var settings = SweepFile.Parse($"name: x\nmasking: {masking}\nrefill: {refill}\n", "x.yaml").Single().Settings;
        Assert.Equal(strength, settings.Rate ?? settings.Threshold);
        Assert.Equal(30, settings.Beta);
    }

    [Fact]
    public void Shared_settings_hold_only_where_they_have_a_meaning()
    {
        var experiments = SweepFile.Parse(
            """
            name: x
            beta: 10
            masking: object
            refill: single
            alphas: [0.5]
            training: {epochs: 2}
            include:
              - {method: zero_shot}
              - {method: vanilla}
              - {masking: random, rate: 0.2}
              - {masking: none}
            """,
            "x.yaml").Experiments;

        Assert.Equal(
            [
                "zero_shot",
                "vanilla alphas=0.5 training.epochs=2",
                "feature_distillation masking=none beta=10 alphas=0.5 training.epochs=2",
                "feature_distillation masking=random refill=single rate=0.2 beta=10 alphas=0.5 training.epochs=2",
            ],
            experiments.Select(experiment => experiment.Point.Row));
    }

    [Fact]
    public void The_grid_of_the_paper_crosses_every_setting_that_is_listed()
    {
        var plan = SweepFile.Parse(
            """
            name: imagenet-like
            training: {epochs: 10, batch_size: 512, learning_rate: 3e-5, schedule: one_cycle}
            grid:
              masking: [random, object, context]
              refill: [single, multi]
              beta: [10, 30]
              training: {learning_rate: [1e-5, 3e-5]}
              data.rho: [0.9, 0.95, 1]
            include:
              - {method: zero_shot}
              - {method: vanilla, training.learning_rate: 1e-5}
            seeds: [0, 1]
            """,
            "grid.yaml");

        Assert.Equal((3 * 2 * 2 * 2 * 3 * 2) + 1 + 2, plan.Experiments.Count);
        Assert.Equal(plan.Experiments.Count, plan.Experiments.Select(experiment => experiment.Point.Cell).Distinct().Count());
        Assert.Equal("zero_shot", plan.Experiments[0].Point.Row);
        Assert.Equal(
            "vanilla training.epochs=10 training.batch_size=512 training.learning_rate=1e-05 training.schedule=one_cycle",
            plan.Experiments[1].Point.Row);
        Assert.Equal(
            [(Refill.Single, Masking.Random), (Refill.Single, Masking.Context), (Refill.Single, Masking.Object),
             (Refill.Multi, Masking.Random), (Refill.Multi, Masking.Context), (Refill.Multi, Masking.Object)],
            plan.Experiments.Skip(3).Select(experiment => (experiment.Settings.Refill, experiment.Settings.Masking)).Distinct());
    }

    [Fact]
    public void A_setting_is_judged_with_the_others_that_the_file_gives() => Assert.Equal(
        5000,
        SweepFile.Parse("name: x\nmethod: vanilla\ntraining: {batch_size: 5000}\ndata: {train_images: 5000}\n", "x.yaml")
            .Single().Settings.Training.BatchSize);

    [Fact]
    public void Points_of_one_row_differ_in_nothing_but_their_seed()
    {
        var rows = SweepFile.Load(RepositoryFiles.Sweep("table.yaml")).Experiments.GroupBy(experiment => experiment.Point.Row);
        Assert.All(rows, row =>
        {
            Assert.Single(row.Select(experiment => (experiment.Settings with { Seed = 0 }).ToCanonicalJson()).Distinct());
            Assert.Equal(row.Count(), row.Select(experiment => experiment.Point.Seed).Distinct().Count());
        });
    }

    [Fact]
    public void A_row_keeps_its_name_when_the_file_grows()
    {
        const string Text = "name: x\ngrid: {masking: [object]}\n";
        var before = SweepFile.Parse(Text, "x.yaml").Single();
        var after = SweepFile.Parse(Text, "x.yaml", ["grid.training.epochs=[4, 8]", "grid.beta=[30, 10]"]).Experiments;
        Assert.Equal(before.Point.Row, Assert.Single(after, experiment => experiment.Point.Cell == before.Point.Cell).Point.Row);
    }

    [Fact]
    public void Another_model_file_is_another_cell_wherever_it_lies()
    {
        using TemporaryFile one = new(Weights(1), ".safetensors");
        using TemporaryFile same = new(Weights(1), ".safetensors");
        using TemporaryFile other = new(Weights(2), ".safetensors");

        Assert.Equal(Cell(one), Cell(same));
        Assert.NotEqual(Cell(one), Cell(other));

        static string Cell(TemporaryFile model) =>
            SweepFile.Parse($"name: x\nmethod: vanilla\nmodel: {model.Path}\n", "x.yaml").Single().Point.Cell;
    }

    [Fact]
    public void A_model_is_found_beside_its_sweep_file()
    {
        using TemporaryFile model = new(Weights(1), ".safetensors");
        using TemporaryFile sweep = new(Encoding.UTF8.GetBytes($"name: x\nmodel: {Path.GetFileName(model.Path)}\n"));

        var planned = SweepFile.Load(sweep.Path).Single();

        Assert.Equal(model.Path, planned.Settings.Model.Checkpoint);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Weights(1))), planned.Settings.Model.Sha256);
        Assert.Equal(Path.GetFileName(model.Path),
            planned.Point.Parameters.Single(parameter => parameter.Name == "model.checkpoint").Value);
    }

    [Fact]
    public void A_damaged_model_is_refused_before_anything_starts()
    {
        using TemporaryFile model = new([1], ".safetensors");
        var refused = Assert.Throws<SweepFileException>(() =>
            SweepFile.Parse($"name: x\nmethod: vanilla\nmodel: {model.Path}\n", "x.yaml"));
        Assert.Equal(
            $"x.yaml:3:8: {model.Path}: 1 bytes are too few; expected 8 bytes of header length and a header",
            Assert.Single(refused.Errors).ToString());
    }

    [Fact]
    public void A_byte_order_mark_and_carriage_returns_change_nothing()
    {
        var plain = SweepFile.Parse("name: x\nmethod: vanilla\n", "x.yaml").Single();
        var windows = SweepFile.Parse("\uFEFFname: x\r\nmethod: vanilla\r\n", "x.yaml").Single();
        Assert.Equal(plain.Point.Cell, windows.Point.Cell);
        Assert.Equal(
            "x.yaml:2:9: unknown method 'v'; expected zero_shot, linear_probe, vanilla, "
                + "logit_distillation or feature_distillation",
            Assert.Throws<SweepFileException>(() => SweepFile.Parse("\uFEFFname: x\r\nmethod: v\r\n", "x.yaml")).Message);
    }

    [Fact]
    public void A_hundred_thousand_experiments_are_allowed()
    {
        var seeds = string.Join(", ", Enumerable.Range(0, 10_000));
        var plan = SweepFile.Parse($"name: x\ngrid: {{beta: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}}\nseeds: [{seeds}]\n", "x.yaml");
        Assert.Equal(100_000, plan.Experiments.Count);
    }

    /// <summary>A safetensors file without tensors.</summary>
    private static byte[] Weights(int version)
    {
        var header = Encoding.UTF8.GetBytes($"{{\"__metadata__\":{{\"version\":\"{version}\"}}}}".PadRight(40));
        return [.. BitConverter.GetBytes((ulong)header.Length), .. header];
    }
}
