using Counterfactual.Training.Experiments;
using Counterfactual.Training.Method;
using Counterfactual.Training.Tests.Data;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Tests.Experiments;

public sealed class ExperimentRunnerTests(TinyStudy study) : IClassFixture<TinyStudy>
{
    [FashionMnistFact]
    public void Zero_shot_is_the_pretrained_model_at_alpha_0_and_needs_no_training_images()
    {
        var observer = new RecordingObserver();
        var outcome = ExperimentRunner.Run(TinyStudy.Settings(study.Model), study.NewRun(), observer, CancellationToken.None);
        var model = Assert.Single(outcome.Evaluations);
        Assert.Equal(0, model.Alpha);
        Assert.Equal(["ID", "V2", "R", "Sketch", "ObjectNet", "A"], model.TestSets.Select(set => set.Name));
        Assert.Equal("ID", Assert.Single(model.TestSets, set => set.InDistribution).Name);
        Assert.All(model.TestSets, set => Assert.Equal(20, set.Count));
        Assert.DoesNotContain(observer.Shards, shard => shard.Dataset.Contains("train", StringComparison.Ordinal));
        Assert.Equal(1, observer.Progresses[^1].Done);
    }

    [FashionMnistFact]
    public void Every_method_trains_reports_and_ends_done()
    {
        foreach (var settings in TinyStudy.Methods(study.Model))
        {
            var observer = new RecordingObserver();
            var outcome = ExperimentRunner.Run(settings, study.NewRun(), observer, CancellationToken.None);
            Assert.Equal([.. settings.Alphas, 1], outcome.Evaluations.Select(model => model.Alpha));
            Assert.True(settings.Data.ValidationImages > 0 ? outcome.Epoch is 1 or 2 : outcome.Epoch == 2);
            Assert.True(outcome.ImagesPerSecond > 0);
            Assert.Equal(Enumerable.Range(1, 6), observer.Progresses.Where(now => now.Phase == ExperimentPhase.Training)
                .Select(now => now.Step));
            Assert.Equal(observer.Progresses.Select(now => now.Done).Order(), observer.Progresses.Select(now => now.Done));
            Assert.Equal(observer.Shards.Count, observer.Shards.Distinct().Count());
            Assert.Equal(settings.Beta is not null, observer.Metrics.Any(metric => metric.Name == "train.loss.distillation"));
            Assert.Equal(2, observer.Metrics.Count(metric => metric.Name == "test.Sketch.accuracy"));
        }
    }

    [FashionMnistFact]
    public void Distillation_pulls_the_features_back_to_the_pretrained_models()
    {
        var settings = TinyStudy.Settings(study.Model) with
        {
            Method = TrainingMethod.FeatureDistillation,
            Training = new() { Epochs = 10, BatchSize = 8, LearningRate = 1e-2 },
        };
        Assert.True(Distance(1000) < 0.5 * Distance(1e-6));

        double Distance(double beta)
        {
            var observer = new RecordingObserver();
            ExperimentRunner.Run(settings with { Beta = beta }, study.NewRun(), observer, CancellationToken.None);
            return observer.Metrics.Last(metric => metric.Name == "train.loss.distillation").Value;
        }
    }

    [FashionMnistFact]
    public void A_loss_that_is_no_number_ends_the_experiment_and_names_the_step()
    {
        var settings = TinyStudy.Settings(study.Model) with
        {
            Method = TrainingMethod.Vanilla,
            Training = new() { BatchSize = 8, LearningRate = 1e30 },
        };
        var error = Assert.Throws<ExperimentException>(
            () => ExperimentRunner.Run(settings, study.NewRun(), new RecordingObserver(), CancellationToken.None));
        Assert.Matches("the loss is (NaN|Infinity|∞) at step [0-9]+ of 12", error.Message);
        Assert.Equal(ExperimentFault.LossNotFinite, error.Fault);
        Assert.False(error.Retryable);
    }

    [FashionMnistFact]
    public void Max_steps_shortens_the_run_and_its_schedule()
    {
        var settings = TinyStudy.Settings(study.Model) with
        {
            Method = TrainingMethod.Vanilla,
            Training = new() { BatchSize = 8, MaxSteps = 2, Schedule = LearningRateSchedule.OneCycle },
        };
        var observer = new RecordingObserver();
        var outcome = ExperimentRunner.Run(settings, study.NewRun(), observer, CancellationToken.None);
        Assert.Equal(1, outcome.Epoch);
        Assert.Equal(2, observer.Progresses[^1].Steps);
        Assert.Equal(1e-3 / 25 / 1e4, observer.Metrics.Last(metric => metric.Name == "train.learning_rate").Value, 1e-12);
    }

    [FashionMnistFact]
    public void A_run_leaves_no_tensor_behind()
    {
        var settings = TinyStudy.Methods(study.Model).First(settings => settings.Masking == Masking.Object);
        var environment = study.NewRun();
        ExperimentRunner.Run(settings, environment, new RecordingObserver(), CancellationToken.None);
        var during = new List<long>();
        var observer = new LiveTensorObserver(during);
        ExperimentRunner.Run(
            settings with { Training = settings.Training with { Epochs = 20 } }, environment, observer, CancellationToken.None);

        // Other tests run beside this one, so what counts is that steps do not add up: 60 steps of hundreds of tensors each.
        Assert.True(during[^1] < during[3] + 1000, $"{during[3]} tensors after a few steps, {during[^1]} at the end");
    }

    [FashionMnistFact]
    public void A_model_of_another_size_is_refused()
    {
        var path = study.File("large.safetensors");
        using (var model = new Training.Models.ImageClassifier(
            Training.Models.ClipVisionOptions.Miniature with { Resolution = 64, Width = 16, Layers = 1 }, classes: 10))
        {
            Training.Models.ModelFile.Save(path, model);
        }

        var error = Assert.Throws<ExperimentException>(() => ExperimentRunner.Run(
            TinyStudy.Settings(path), study.NewRun(), new RecordingObserver(), CancellationToken.None));
        Assert.Contains("64x64", error.Message, StringComparison.Ordinal);
        Assert.False(error.Retryable);
    }

    [Fact]
    public void Weights_that_were_replaced_since_planning_are_refused()
    {
        var settings = TinyStudy.Settings(study.Model) with
        {
            Model = new() { Checkpoint = study.Model, Sha256 = new string('0', 64) },
        };
        var error = Assert.Throws<ExperimentException>(
            () => ExperimentRunner.Run(settings, study.NewRun(), new RecordingObserver(), CancellationToken.None));
        Assert.Contains("was replaced since", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Contradictory_settings_are_refused_before_anything_is_read()
    {
        var settings = TinyStudy.Settings("nowhere.safetensors") with { Refill = Refill.Single };
        var error = Assert.Throws<ExperimentException>(
            () => ExperimentRunner.Run(settings, study.NewRun(), new RecordingObserver(), CancellationToken.None));
        Assert.Contains("'refill' expects none", error.Message, StringComparison.Ordinal);
        Assert.False(error.Retryable);
    }

    private sealed class LiveTensorObserver(List<long> counts) : IExperimentObserver
    {
        public void ShardReady(PreparedShard shard)
        {
        }

        public void Progress(ExperimentProgress progress)
        {
            if (progress.Phase == ExperimentPhase.Training)
            {
                counts.Add(LiveTensors);
            }
        }

        public void Metric(string name, int step, double value)
        {
        }

        public void CheckpointWritten(WrittenCheckpoint checkpoint)
        {
        }
    }
}
