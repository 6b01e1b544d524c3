using Counterfactual.Training.Experiments;

namespace Counterfactual.Silo.Sweeps.Settings;

/// <summary>The settings of <c>training</c>: optimiser, schedule and precision.</summary>
internal static class RecipeSettings
{
    /// <summary>All of them, in display order.</summary>
    public static IEnumerable<SettingDefinition> All()
    {
        yield return WholeNumber("epochs", r => r.Epochs, (r, value) => r with { Epochs = value });
        yield return WholeNumber("batch_size", r => r.BatchSize, (r, value) => r with { BatchSize = value });
        yield return WholeNumber("max_steps", r => r.MaxSteps, (r, value) => r with { MaxSteps = value });
        yield return new()
        {
            Path = "training.checkpoint_steps",
            Read = node => Reading.WholeNumber("training.checkpoint_steps", node).Boxed(),
            Get = s => s.Training.CheckpointSteps,
            With = (s, value) => s with { Training = s.Training with { CheckpointSteps = (int)value } },
            WhyNot = SettingCatalogue.TrainedOnly("training.checkpoint_steps"),
            NotInGrid = "'training.checkpoint_steps' cannot be crossed: it changes no number; write it at the top of the file",
            IsHidden = true,
        };
        yield return Number("learning_rate", r => r.LearningRate, (r, value) => r with { LearningRate = value });
        yield return Number(
            "weight_decay", r => r.WeightDecay, (r, value) => r with { WeightDecay = value },
            s => s.Method == TrainingMethod.LinearProbe
                ? "'training.weight_decay' does not apply to linear_probe, whose weight decay is 0"
                : null);
        yield return Choice("schedule", r => r.Schedule, (r, value) => r with { Schedule = value });
        yield return Choice(
            "precision", r => r.Precision, (r, value) => r with { Precision = value },
            s => s.Method == TrainingMethod.LinearProbe
                ? "'training.precision' does not apply to linear_probe, whose encoder is not trained"
                : null);
        yield return Number("warm_up", r => r.WarmUp, (r, value) => r with { WarmUp = value });
        yield return Number("gradient_norm", r => r.GradientNorm, (r, value) => r with { GradientNorm = value });

        static SettingDefinition Choice<T>(
            string key, Func<TrainingRecipe, T> get, Func<TrainingRecipe, T, TrainingRecipe> with,
            Func<ExperimentSettings, string?>? whyNot = null)
            where T : struct, Enum => new()
            {
                Path = $"training.{key}",
                Read = node => Reading.Choice<T>(key, node).Boxed(),
                Get = s => get(s.Training),
                With = (s, value) => s with { Training = with(s.Training, (T)value) },
                WhyNot = s => SettingCatalogue.TrainedOnly($"training.{key}")(s) ?? whyNot?.Invoke(s),
            };

        static SettingDefinition WholeNumber(
            string key, Func<TrainingRecipe, int?> get, Func<TrainingRecipe, int, TrainingRecipe> with) =>
            SettingCatalogue.WholeNumber(
                $"training.{key}", s => get(s.Training), (s, value) => s with { Training = with(s.Training, value) },
                SettingCatalogue.TrainedOnly($"training.{key}"));

        static SettingDefinition Number(
            string key, Func<TrainingRecipe, double> get, Func<TrainingRecipe, double, TrainingRecipe> with,
            Func<ExperimentSettings, string?>? whyNot = null) =>
            SettingCatalogue.Number(
                $"training.{key}", s => get(s.Training), (s, value) => s with { Training = with(s.Training, value) },
                s => SettingCatalogue.TrainedOnly($"training.{key}")(s) ?? whyNot?.Invoke(s));
    }
}
