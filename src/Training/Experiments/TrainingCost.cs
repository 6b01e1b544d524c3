using Counterfactual.Training.Data.Miniature;
using Counterfactual.Training.Method;
using Counterfactual.Training.TestSets;

namespace Counterfactual.Training.Experiments;

/// <summary>What an experiment computes, counted in forward passes of one image: for plans and for the time left.</summary>
/// <param name="Steps">Optimiser steps.</param>
/// <param name="PassesOfAnImage">Cost of training on an image once.</param>
/// <param name="TrainingPasses">Forward passes for training, those for measuring between epochs included.</param>
/// <param name="Models">Models that are evaluated: one for each alpha.</param>
/// <param name="TestImages">Images that each of them is evaluated on.</param>
public sealed record TrainingCost(int Steps, double PassesOfAnImage, double TrainingPasses, int Models, long TestImages)
{
    private const int ImageNetTrainingImages = 1_281_167;

    /// <summary>Forward passes in all.</summary>
    public double Passes => TrainingPasses + ((double)Models * TestImages);

    /// <summary>The cost of an experiment; of the ImageNet study with the published numbers of images.</summary>
    public static TrainingCost Of(ExperimentSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var testImages = TestImagesOf(settings.Data);
        if (settings.Method == TrainingMethod.ZeroShot)
        {
            return new(0, 0, 0, 1, testImages);
        }

        var recipe = settings.Training;
        var images = TrainingImagesOf(settings.Data);
        var stepsOfAnEpoch = Math.Max(images / recipe.BatchSize, 1);
        var steps = Math.Min(recipe.MaxSteps ?? int.MaxValue, recipe.Epochs * stepsOfAnEpoch);
        var epochs = (steps + stepsOfAnEpoch - 1) / stepsOfAnEpoch;
        var curve = settings.Data.ImageNet is null ? settings.Data.CurveImages * (MiniatureTestSet.All.Count + 1) : 0;
        var passes = PassesOf(settings);
        var features = settings.Method == TrainingMethod.LinearProbe ? images : 0;
        var training = ((double)steps * recipe.BatchSize * passes)
            + ((double)epochs * (settings.Data.ValidationImages + curve)) + features;
        return new(steps, passes, training, settings.Alphas.Count + 1, testImages);
    }

    /// <summary>Images that train in an epoch.</summary>
    public static int TrainingImagesOf(DataSettings data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.ImageNet is null ? data.TrainImages : ImageNetTrainingImages - data.ValidationImages;
    }

    /// <summary>Images of all test sets.</summary>
    public static long TestImagesOf(DataSettings data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.ImageNet is not { } imageNet)
        {
            return (long)data.TestImages * MiniatureTestSet.All.Count;
        }

        DatasetSettings?[] given = [imageNet.Id, imageNet.V2, imageNet.R, imageNet.Sketch, imageNet.ObjectNet, imageNet.A];
        return TestSetDefinition.All.Zip(given, (set, dataset) => dataset is null ? 0L : set.Images).Sum();
    }

    private static double PassesOf(ExperimentSettings settings) => settings switch
    {
        { Method: TrainingMethod.LinearProbe } => 0.1,
        { Method: TrainingMethod.Vanilla } => 3,
        { Masking: Masking.None } => 4,
        { Masking: Masking.Random } => 7,
        { Cam: RelevanceModel.Teacher } => 7,
        _ => 8,
    };
}
