using Counterfactual.Torch;
using Counterfactual.Training.Data.Shards;
using Counterfactual.Training.Models;
using Counterfactual.Training.Telemetry;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Experiments;

/// <summary>
/// One run of an experiment: prepare, train (or take over fine-tuned weights), evaluate (or say which parts are to be evaluated).
/// </summary>
internal sealed class Experiment(
    ExperimentSettings settings, ExperimentEnvironment environment, IExperimentObserver observer, CancellationToken stop)
{
    private readonly Device device = device(environment.Device);
    private readonly ProgressMeter progress = new(observer);

    public ExperimentOutcome Run()
    {
        progress.Preparing();
        var preparing = TrainingSpans.Prepare("model");
        var weights = PretrainedWeights.Find(settings.Model, environment.ModelDirectory);
        using var pretrained = weights.Load();
        pretrained.requires_grad_(false);
        pretrained.to(device);
        using var images = ExperimentImages.Open(
            settings.Data, pretrained.Backbone.Options.Resolution, environment, observer, stop);
        RequireFit(pretrained, weights.Name, images);
        preparing?.Dispose();
        var planned = settings with { Model = settings.Model with { Sha256 = weights.Sha256 } };
        if (settings.Method == TrainingMethod.ZeroShot)
        {
            return Evaluate(images, pretrained, tuned: null);
        }

        using var model = pretrained.Copy();
        var tuned = environment.FineTunedModel is string file
            ? FineTunedModel.Read(file, planned.TrainingCell()!, model)
            : Train(planned, images, pretrained, model);
        var outcome = Evaluate(images, pretrained, model);
        var keep = environment.FineTunedModel is null && (outcome.Unevaluated.Count > 0 || settings.KeepsModel);
        return outcome with
        {
            TrainingSeconds = tuned.TrainingSeconds,
            EvaluationSeconds = outcome.EvaluationSeconds + (environment.Part is null ? tuned.MeasuringSeconds : 0),
            ImagesPerSecond = tuned.ImagesPerSecond,
            Epoch = tuned.Epoch,
            ModelFile = keep ? tuned.Write(environment.CheckpointDirectory, planned.TrainingCell()!, model) : null,
        };
    }

    private FineTunedModel Train(
        ExperimentSettings planned, ExperimentImages images, ImageClassifier pretrained, ImageClassifier model)
    {
        var pool = TrainingImages(images);
        if (settings.Data.ValidationImages >= pool.Count)
        {
            throw new ExperimentException(
                $"{settings.Data.ValidationImages} validation images are to be held out of {pool.Count} training images; "
                    + "expected fewer")
            { Retryable = false };
        }

        var heldOut = ValidationSplit.Draw(pool, settings.Data.ValidationImages, settings.Seed);
        var order = new TrainingOrder(settings, pool.Count, heldOut);
        var curves = new LearningCurves(settings.Data.CurveImages, images);
        using var maps = settings.Cam == RelevanceModel.Teacher
            ? TeacherRelevance.Open(
                pool, pretrained, planned.Model.Identity ?? planned.Model.Sha256!, environment, observer.Worked, stop)
            : null;
        using var method = Method(model, pretrained, new BatchReader(pool, device), order, maps);
        using var best = heldOut.Length > 0 ? new BestEpoch(model, method.Parameters, pool, heldOut) : null;
        var measured = order.Epochs * (curves.ImagesPerEpoch + (best?.Images ?? 0));
        progress.Plan(
            order.Epochs, order.Steps,
            (order.Steps * settings.Training.BatchSize * method.Passes) + measured + ImagesToEvaluate(images));

        using var trainer = new Trainer(
            settings, environment, observer, planned.Cell(), model, method, order, curves, best, progress)
        {
            Gallery = Gallery.Of(settings, pool, images.ClassNames, order.Subset, device, maps),
        };
        trainer.Run(stop);
        best?.Use();
        return new(
            best?.Weights!.Epoch ?? trainer.EpochsDone, trainer.TrainingSeconds, trainer.MeasuringSeconds,
            trainer.StepsDone * settings.Training.BatchSize / trainer.TrainingSeconds);
    }

    private static ImageSet TrainingImages(ExperimentImages images)
    {
        using var span = TrainingSpans.Prepare("training images");
        return images.Train();
    }

    private TrainingStep Method(
        ImageClassifier model, ImageClassifier pretrained, BatchReader images, TrainingOrder order, TeacherRelevance? maps) =>
        settings.Method switch
        {
            TrainingMethod.LinearProbe => new LinearProbeStep(model, images, order.Subset, observer.Worked, stop),
            TrainingMethod.Vanilla => new VanillaStep(model, images, settings.Training.WorkingType),
            _ => new DistillationStep(settings, model, pretrained, images, maps),
        };

    private ExperimentOutcome Evaluate(ExperimentImages images, ImageClassifier pretrained, ImageClassifier? tuned)
    {
        if (Spread(images) is { } parts)
        {
            return new() { Evaluations = [], Unevaluated = parts, ImagesLeftOut = images.ImagesLeftOut };
        }

        progress.PlanUnlessPlanned(ImagesToEvaluate(images));
        var outcome = new ModelEvaluation(images, environment, progress, stop).Run(Alphas, pretrained, tuned, Parts(images));
        return outcome with { ImagesLeftOut = images.ImagesLeftOut };
    }

    private IReadOnlyList<double> Alphas => settings.Method == TrainingMethod.ZeroShot ? [0] : [.. settings.Alphas, 1];

    private IReadOnlyList<TestSetPart> Parts(ExperimentImages images) =>
        environment.Part is { } part ? [part] : TestSetPart.Whole(images.TestSets);

    private double ImagesToEvaluate(ExperimentImages images) => Spread(images) is null
        ? Alphas.Count * Parts(images).Sum(part => part.Images)
        : 0;

    /// <summary>The parts in which other devices are to evaluate; null to evaluate here.</summary>
    private IReadOnlyList<TestSetPart>? Spread(ExperimentImages images) =>
        environment.Part is null && settings.SpreadImages is > 0 and var most && environment.MostParts >= images.TestSets.Count
        && environment.MostParts > 1 && images.TestSets.Sum(set => set.Images) > most
            ? TestSetPart.Cut(images.TestSets, most, environment.MostParts)
            : null;

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
