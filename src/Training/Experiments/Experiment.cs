using System.Diagnostics;
using Counterfactual.Torch;
using Counterfactual.Training.Data.Shards;
using Counterfactual.Training.Models;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Experiments;

/// <summary>One run of an experiment: prepare, train, evaluate.</summary>
internal sealed class Experiment(
    ExperimentSettings settings, ExperimentEnvironment environment, IExperimentObserver observer, CancellationToken stop)
{
    private readonly Device device = device(environment.Device);
    private readonly ProgressMeter progress = new(observer);

    public ExperimentOutcome Run()
    {
        progress.Preparing();
        var weights = PretrainedWeights.Find(settings.Model, environment.ModelDirectory);
        using var pretrained = weights.Load();
        pretrained.requires_grad_(false);
        pretrained.to(device);
        using var images = ExperimentImages.Open(settings.Data, pretrained.Backbone.Options.Resolution, environment, observer, stop);
        RequireFit(pretrained, weights.Name, images);
        var testSets = images.TestSets.Select(set => (Set: set, Images: set.All())).ToList();
        if (settings.Method == TrainingMethod.ZeroShot)
        {
            progress.Plan(epochs: 0, steps: 0, testSets.Sum(test => test.Images.Count));
            return Evaluate([0], _ => pretrained, testSets) with { ImagesLeftOut = images.ImagesLeftOut };
        }

        var cell = (settings with { Model = settings.Model with { Sha256 = weights.Sha256 } }).Cell();
        using var model = pretrained.Copy();
        var pool = images.Train();
        var order = new TrainingOrder(settings, pool.Count);
        var curves = new LearningCurves(settings.Data.CurveImages, images, testSets);
        using var method = Method(model, pretrained, new BatchReader(pool, device), order);
        double[] alphas = [.. settings.Alphas, 1];
        progress.Plan(order.Epochs, order.Steps, Work(order, method, curves, testSets, alphas.Length));

        using var trainer = new Trainer(settings, environment, observer, cell, model, method, order, curves, progress);
        trainer.Run(stop);

        var outcome = Evaluate(alphas, alpha => alpha == 1 ? model : WeightInterpolation.Between(pretrained, model, alpha), testSets);
        return outcome with
        {
            TrainingSeconds = trainer.TrainingSeconds,
            EvaluationSeconds = outcome.EvaluationSeconds + trainer.MeasuringSeconds,
            ImagesPerSecond = order.Steps * settings.Training.BatchSize / trainer.TrainingSeconds,
            Epoch = order.Epochs,
            ImagesLeftOut = images.ImagesLeftOut,
        };
    }

    private TrainingStep Method(ImageClassifier model, ImageClassifier pretrained, BatchReader images, TrainingOrder order) =>
        settings.Method switch
        {
            TrainingMethod.LinearProbe => new LinearProbeStep(model, images, order.Subset, stop),
            TrainingMethod.Vanilla => new VanillaStep(model, images),
            _ => new FeatureDistillationStep(settings, model, pretrained, images),
        };

    private ExperimentOutcome Evaluate(
        double[] alphas, Func<double, ImageClassifier> modelAt, List<(TestSetImages Set, ImageSet Images)> testSets)
    {
        var started = Stopwatch.GetTimestamp();
        var evaluations = new List<ModelAccuracy>();
        double left = alphas.Length * testSets.Sum(test => test.Images.Count);
        foreach (var alpha in alphas)
        {
            var model = modelAt(alpha);
            var counts = new List<TestSetCount>();
            foreach (var (set, images) in testSets)
            {
                progress.Evaluating(left);
                var correct = Evaluation.CountCorrect(model, images, images.Count, device, stop);
                counts.Add(new(set.Name, set.InDistribution, correct, images.Count));
                left -= images.Count;
            }

            evaluations.Add(new(alpha, counts));
            if (alpha is > 0 and < 1)
            {
                model.Dispose();
            }
        }

        progress.Evaluating(left);
        return new() { Evaluations = evaluations, EvaluationSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds };
    }

    private double Work(
        TrainingOrder order, TrainingStep method, LearningCurves curves, List<(TestSetImages Set, ImageSet Images)> testSets, int models) =>
        (order.Steps * settings.Training.BatchSize * method.Passes) + (order.Epochs * curves.ImagesPerEpoch)
            + (models * testSets.Sum(test => test.Images.Count));

    private static void RequireFit(ImageClassifier model, string path, ExperimentImages images)
    {
        var resolution = model.Backbone.Options.Resolution;
        if (resolution != images.Resolution || model.Classes != images.Classes)
        {
            throw new ExperimentException(
                $"{path}: the model classifies {resolution}x{resolution} images into {model.Classes} classes; "
                + $"expected {images.Resolution}x{images.Resolution} and {images.Classes}")
            { Retryable = false };
        }
    }
}
