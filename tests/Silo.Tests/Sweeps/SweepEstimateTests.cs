using Counterfactual.Silo.Sweeps;
using Counterfactual.Training.Experiments;
using Counterfactual.Training.Method;

namespace Counterfactual.Silo.Tests.Sweeps;

public sealed class SweepEstimateTests
{
    [Theory]
    [InlineData("vit-b-32")]
    [InlineData("vit-b-16")]
    [InlineData("vit-l-14")]
    public void The_files_of_the_paper_ask_for_its_rows_with_the_released_constants(string model)
    {
        var plan = SweepFile.Load(RepositoryFiles.Sweep($"imagenet-{model}.yaml"));
        Assert.Equal(43, plan.Experiments.Count);
        var settings = plan.Experiments.Select(experiment => experiment.Settings).ToList();
        Assert.Equal(10, settings.Where(one => one.Method == TrainingMethod.FeatureDistillation)
            .Select(one => (one.Masking, one.Refill)).Distinct().Count());
        Assert.All(settings, one => Assert.Equal(model, one.Model.Checkpoint));
        Assert.All(settings.Where(one => one.Method.Distils()), one => Assert.Equal(
            (ReleasedMaskLevels.Of(one.Masking, one.Refill), 30), (one.Rate ?? one.Threshold, one.Beta)));
        Assert.All(settings.Where(one => one.Method != TrainingMethod.ZeroShot), one => Assert.Equal(
            (10, 512, 3e-5, LearningRateSchedule.OneCycle, 10240, true),
            (one.Training.Epochs, one.Training.BatchSize, one.Training.LearningRate, one.Training.Schedule,
                one.Data.ValidationImages, one.KeepsModel)));
        Assert.Equal(AlphaCurve.Whole, settings.First(one => one.Method == TrainingMethod.Vanilla).Alphas);
    }

    [Fact]
    public void Steps_and_hours_follow_from_the_settings_and_the_given_speed()
    {
        var plan = SweepFile.Parse(
            """
            name: x
            data: {train_images: 1000, test_images: 100, curve_images: 0}
            training: {epochs: 3, batch_size: 300}
            include: [{method: zero_shot}, {method: vanilla, alphas: [0.5]}]
            seeds: [0, 1]
            """,
            "/x.yaml");
        var estimate = SweepEstimator.Of(
            plan, new() { ImagesPerSecond = 10, ModelBytes = new Dictionary<string, long> { ["miniature"] = 100 } });
        Assert.Equal((3, 18L, 5L, 2), (estimate.Experiments, estimate.Steps, estimate.Evaluations, estimate.ModelsKept));
        var vanilla = estimate.Rows.Single(row => row.Models == 2);
        Assert.Equal(2 * ((9 * 300 * 3) + (2 * 600)) / 30.0 / 3600, vanilla.DeviceHours!.Value, 1e-9);
        Assert.Equal((200L, 600L), (estimate.ModelBytes, estimate.CheckpointBytes));
        Assert.Empty(estimate.Notes);
    }

    [Fact]
    public void Without_a_given_speed_what_was_measured_counts_and_what_is_unknown_is_said()
    {
        var plan = SweepFile.Parse("{name: x, method: vanilla}", "/x.yaml");
        Assert.Null(SweepEstimator.Of(plan, new()).DeviceHours);
        Assert.Contains("--images-per-second", string.Concat(SweepEstimator.Of(plan, new()).Notes), StringComparison.Ordinal);
        var measured = SweepEstimator.Of(plan, new() { Measured = [(plan.Experiments[0].Settings, 50)] });
        Assert.Equal("measured", measured.Rows[0].Speed);
        Assert.Equal(
            SweepEstimator.Of(plan, new() { ImagesPerSecond = 50 }).DeviceHours!.Value, measured.DeviceHours!.Value, 1e-9);
    }
}
