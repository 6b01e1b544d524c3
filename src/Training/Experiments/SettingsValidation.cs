using System.Globalization;
using System.Text.RegularExpressions;
using Counterfactual.Training.Data.Miniature;
using Counterfactual.Training.Method;

namespace Counterfactual.Training.Experiments;

/// <summary>What settings may be. The only place that says it.</summary>
internal sealed partial class SettingsValidation(ExperimentSettings settings)
{
    private static readonly int PoolImages = MiniatureSplit.Of(MiniatureSet.Train).Images;

    private readonly List<SettingError> errors = [];

    /// <summary>Everything that is wrong, in the order of the settings.</summary>
    public IReadOnlyList<SettingError> Errors()
    {
        CheckMethod();
        CheckTemperature();
        CheckLevels();
        CheckRelevance();
        CheckAlphas();
        Require(settings.Seed >= 0, "seed", "a whole number from 0", settings.Seed);
        CheckModel(settings.Model);
        CheckData(settings.Data);
        CheckRecipe(settings.Training);
        Require(
            settings.Evaluation?.SpreadImages is null or >= 0, "evaluation.spread_images", "a whole number from 0, 0 for never",
            settings.Evaluation?.SpreadImages);
        Require(settings.Gallery is null or (>= 0 and <= 64), "gallery", "a whole number from 0 to 64", settings.Gallery);
        Require(settings.Keep is null || Enum.IsDefined(settings.Keep.Value), "keep", "nothing or model", settings.Keep);
        Require(
            settings.Keep != KeptFiles.Model || settings.Method != TrainingMethod.ZeroShot, "keep",
            "nothing, since zero_shot has no fine-tuned weights", "model");
        return errors;
    }

    private bool Distils => settings.Method.Distils();

    private void CheckMethod()
    {
        Defined("method", settings.Method);
        Defined("masking", settings.Masking);
        Defined("refill", settings.Refill);
        if (!Distils)
        {
            Require(settings.Masking == Masking.None, "masking", $"none, since {Name(settings.Method)} distils nothing", Name(
                settings.Masking));
        }

        if (settings.Masking == Masking.None)
        {
            Require(settings.Refill == Refill.None, "refill", "none, since nothing is masked", Name(settings.Refill));
        }

        if (Distils)
        {
            Require(settings.Beta is > 0 and < double.PositiveInfinity, "beta", "a positive number", settings.Beta);
        }
        else
        {
            Require(settings.Beta is null, "beta", $"nothing, since {Name(settings.Method)} distils nothing", settings.Beta);
        }
    }

    private void CheckTemperature()
    {
        if (settings.Method == TrainingMethod.LogitDistillation)
        {
            Require(settings.Temperature is > 0
                and < double.PositiveInfinity, "temperature", "a positive number", settings.Temperature);
        }
        else
        {
            Require(
                settings.Temperature is null, "temperature", $"nothing, since {Name(settings.Method)} compares no logits",
                settings.Temperature);
        }
    }

    private void CheckLevels()
    {
        var masked = settings.Masking == Masking.Random;
        var byRelevance = settings.Masking is Masking.Object or Masking.Context;
        CheckLevel("rate", settings.Rate, masked, byRelevance
            ? $"nothing, since {Name(settings.Masking)} masking has a threshold"
            : "nothing without random masking");
        CheckLevel("threshold", settings.Threshold, byRelevance, masked
            ? "nothing, since random masking has a rate"
            : "nothing without object or context masking");
    }

    private void CheckRelevance()
    {
        Defined("cam", settings.Cam);
        Require(
            settings.Cam == RelevanceModel.Student || settings.Masking is Masking.Object or Masking.Context, "cam",
            "nothing without object or context masking", Name(settings.Cam));
    }

    private void CheckLevel(string setting, double? level, bool needed, string otherwise)
    {
        if (needed || level is not (null or (>= 0 and <= 1)))
        {
            Require(level is >= 0 and <= 1, setting, "a number in 0..1", level);
        }
        else
        {
            Require(level is null, setting, otherwise, level);
        }
    }

    private void CheckAlphas()
    {
        var found = $"[{string.Join(", ", settings.Alphas.Select(alpha => Text(alpha)))}]";
        if (settings.Method == TrainingMethod.ZeroShot)
        {
            Require(settings.Alphas.Count == 0, "alphas", "nothing, since zero_shot has no fine-tuned weights", found);
            return;
        }

        Require(
            settings.Alphas.All(alpha => alpha is >= 0 and < 1)
                && settings.Alphas.Zip(settings.Alphas.Skip(1)).All(pair => pair.First < pair.Second),
            "alphas", "ascending numbers from 0 to below 1, which is evaluated in any case", found);
    }

    private void CheckModel(ModelSettings model)
    {
        Require(!string.IsNullOrWhiteSpace(model.Checkpoint), "model.checkpoint",
            $"{ModelSettings.Miniature}, a registered model or a file's path", $"'{model.Checkpoint}'");
        Require(model.Sha256 is null || Sha256().IsMatch(model.Sha256), "model.sha256", "64 lower-case hexadecimal digits",
            $"'{model.Sha256}'");
        Require(model.Head is null || model.IsRegistered, "model.head",
            $"nothing, since '{model.Checkpoint}' has a head of its own", $"'{model.Head}'");
        Require(model.HeadSha256 is null || Sha256().IsMatch(model.HeadSha256), "model.head",
            "64 lower-case hexadecimal digits as checksum", $"'{model.HeadSha256}'");
    }

    private void CheckData(DataSettings data)
    {
        if (data.ImageNet is { } imageNet)
        {
            CheckImageNet(imageNet);
            Require(data.ValidationImages >= 0, "data.validation_images", "a whole number from 0", data.ValidationImages);
            return;
        }

        Require(data.Rho is >= 0 and <= 1, "data.rho", "a number in 0..1", data.Rho);
        Require(
            data.TrainImages >= 1 && data.TrainImages <= PoolImages, "data.train_images", $"1..{PoolImages}", data.TrainImages);
        Require(data.TestImages is >= 1
            and <= MiniatureData.MaxTestImages, "data.test_images", $"1..{MiniatureData.MaxTestImages}", data.TestImages);
        Require(
            data.ValidationImages >= 0 && data.ValidationImages <= PoolImages - Math.Clamp(data.TrainImages, 0, PoolImages),
            "data.validation_images", $"0..{PoolImages - data.TrainImages}, what the training images leave of {PoolImages}",
            data.ValidationImages);
        Require(data.CurveImages is >= 0
            and <= MiniatureData.MaxTestImages, "data.curve_images", $"0..{MiniatureData.MaxTestImages}", data.CurveImages);
    }

    private void CheckImageNet(ImageNetSettings data)
    {
        Require(data.Train is not null, "data.train", "the name of a registered dataset", null);
        Require(data.Given()
            .Any(given => given.Dataset != data.Train), "data.id", "a registered dataset for at least one of id, v2, r, sketch, "
                + "objectnet and a", null);
        Require(settings.Data.ValidationImages >= 0, "data.validation_images", "a whole number from 0",
            settings.Data.ValidationImages);
        Defined("data.on_bad_image", data.OnBadImage);
        Defined("data.expect", data.Expect);
        foreach (var (setting, dataset) in data.Given())
        {
            Require(!string.IsNullOrWhiteSpace(dataset.Name), setting, "the name of a registered dataset", $"'{dataset.Name}'");
            Require(dataset.Sha256 is null || Sha256().IsMatch(dataset.Sha256), setting, "64 lower-case hexadecimal digits",
                $"'{dataset.Sha256}'");
        }
    }

    private void CheckRecipe(TrainingRecipe recipe)
    {
        Defined("training.schedule", recipe.Schedule);
        Defined("training.precision", recipe.Precision);
        Require(recipe.Epochs >= 1, "training.epochs", "at least 1", recipe.Epochs);
        Require(recipe.BatchSize >= 2, "training.batch_size", "at least 2", recipe.BatchSize);
        if (recipe.BatchSize >= 2 && settings.Method != TrainingMethod.ZeroShot && settings.Data.ImageNet is null)
        {
            Require(
                recipe.BatchSize <= settings.Data.TrainImages, "training.batch_size",
                $"at most the {settings.Data.TrainImages} training images", recipe.BatchSize);
        }

        Require((long)recipe.Epochs
            * settings.Data.TrainImages <= int.MaxValue, "training.epochs", "fewer passes over the images", recipe.Epochs);
        Require(recipe.MaxSteps is null or >= 1, "training.max_steps", "at least 1", recipe.MaxSteps);
        Require(recipe.CheckpointSteps is null or >= 1, "training.checkpoint_steps", "at least 1", recipe.CheckpointSteps);
        Require(recipe.LearningRate is > 0
            and < double.PositiveInfinity, "training.learning_rate", "a positive number", recipe.LearningRate);
        Require(recipe.WeightDecay is >= 0
            and < double.PositiveInfinity, "training.weight_decay", "a number from 0", recipe.WeightDecay);
        Require(recipe.WarmUp is >= 0 and <= 1, "training.warm_up", "a number in 0..1", recipe.WarmUp);
        Require(recipe.GradientNorm is > 0
            and < double.PositiveInfinity, "training.gradient_norm", "a positive number", recipe.GradientNorm);
    }

    private void Defined<T>(string setting, T value) where T : struct, Enum =>
        Require(Enum.IsDefined(value), setting, $"one of {string.Join(", ", Enum.GetValues<T>().Select(Name))}", value);

    private void Require(bool condition, string setting, string expected, object? found)
    {
        if (!condition)
        {
            errors.Add(new(setting, $"'{setting}' expects {expected}, found {Text(found)}"));
        }
    }

    private static string Text(object? value) => value switch
    {
        null => "nothing",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Name<T>(T value) where T : struct, Enum =>
        System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    [GeneratedRegex("^[0-9a-f]{64}$")]
    private static partial Regex Sha256();
}
