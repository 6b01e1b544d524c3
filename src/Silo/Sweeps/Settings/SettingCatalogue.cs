using Counterfactual.Silo.Sweeps.Yaml;
using Counterfactual.Training.Experiments;
using Counterfactual.Training.Method;

namespace Counterfactual.Silo.Sweeps.Settings;

/// <summary>
/// Every experiment setting that a sweep file can give, in display order; whether one has a meaning depends only on those
/// before it.
/// </summary>
internal sealed class SettingCatalogue
{
    private const string WholeCurve = "curve";

    private readonly Dictionary<string, SettingDefinition> _byPath;

    public SettingCatalogue(ModelFiles models, DatasetNames datasets)
    {
        All =
        [
            Choice<TrainingMethod>("method", s => s.Method, (s, value) => s with { Method = value }, always: true),
            Choice<Masking>(
                "masking", s => s.Masking, (s, value) => s with { Masking = value }, DistillationOnly("masking"), always: true),
            Choice<Refill>(
                "refill", s => s.Refill, (s, value) => s with { Refill = value }, MaskedOnly("refill"), always: true),
            Rate,
            Threshold,
            Choice<RelevanceModel>("cam", s => s.Cam, (s, value) => s with { Cam = value }, RelevanceOnly("cam")),
            Beta,
            Temperature,
            Alphas,
            Model(models),
            Head(models),
            StudySettings.Study,
            Number(
                "data.rho", s => s.Data.Rho, (s, value) => s with { Data = s.Data with { Rho = value } },
                StudySettings.MiniatureOnly("data.rho")),
            WholeNumber(
                "data.train_images", s => s.Data.TrainImages, (s, value) => s with { Data = s.Data with { TrainImages = value } },
                s => TrainedOnly("data.train_images")(s) ?? StudySettings.MiniatureOnly("data.train_images")(s)),
            WholeNumber(
                "data.test_images", s => s.Data.TestImages, (s, value) => s with { Data = s.Data with { TestImages = value } },
                StudySettings.MiniatureOnly("data.test_images")),
            WholeNumber(
                "data.curve_images", s => s.Data.CurveImages, (s, value) => s with { Data = s.Data with { CurveImages = value } },
                s => TrainedOnly("data.curve_images")(s) ?? StudySettings.MiniatureOnly("data.curve_images")(s)),
            ValidationImages,
            .. StudySettings.OfImageNet(datasets),
            .. RecipeSettings.All(),
            WholeNumber(
                "evaluation.spread_images", s => s.Evaluation?.SpreadImages,
                (s, value) => s with { Evaluation = new() { SpreadImages = value } }, hidden: true),
            WholeNumber("gallery", s => s.Gallery, (s, value) => s with { Gallery = value }, MaskedOnly("gallery"), hidden: true),
            Keep,
        ];
        _byPath = All.ToDictionary(setting => setting.Path);
        Groups = All
            .Select(setting => setting.Path.Split('.'))
            .Where(keys => keys.Length > 1)
            .Select(keys => keys[0])
            .ToHashSet();
    }

    public IReadOnlyList<SettingDefinition> All { get; }

    /// <summary>Keys that hold settings of their own: <c>training</c> holds <c>training.epochs</c>.</summary>
    public IReadOnlySet<string> Groups { get; }

    public SettingDefinition? Find(string path) => _byPath.GetValueOrDefault(path);

    private static SettingDefinition Rate { get; } = new()
    {
        Path = "rate",
        Read = node => Reading.Number("rate", node).Boxed(),
        Get = s => s.Rate,
        With = (s, value) => s with { Rate = (double)value },
        WhyNot = s => DistillationOnly("rate")(s) ?? s.Masking switch
        {
            Masking.Random => null,
            Masking.None => "'rate' has no meaning without masking; expected masking random",
            _ => $"'rate' applies to random masking; {SettingText.Of(s.Masking)} masking takes a 'threshold'",
        },
        TableKey = s => $"rates.{SettingText.Of(s.Refill)}",
        Default = s => new(ReleasedMaskLevels.Of(s.Masking, s.Refill), null),
        AlwaysShown = true,
        Sample = new()
        {
            Masking = Masking.Random,
            Rate = ReleasedMaskLevels.Of(Masking.Random, Refill.None),
            Beta = ReleasedMaskLevels.Beta,
        },
    };

    private static SettingDefinition Threshold { get; } = new()
    {
        Path = "threshold",
        Read = node => Reading.Number("threshold", node).Boxed(),
        Get = s => s.Threshold,
        With = (s, value) => s with { Threshold = (double)value },
        WhyNot = s => DistillationOnly("threshold")(s) ?? s.Masking switch
        {
            Masking.None => "'threshold' has no meaning without masking; expected masking object or context",
            Masking.Random => "'threshold' applies to object and context masking; random masking takes a 'rate'",
            _ => null,
        },
        TableKey = s => $"thresholds.{SettingText.Of(s.Masking)}.{SettingText.Of(s.Refill)}",
        Default = s => new(ReleasedMaskLevels.Of(s.Masking, s.Refill), null),
        AlwaysShown = true,
    };

    private static SettingDefinition Beta { get; } = new()
    {
        Path = "beta",
        Read = node => Reading.Number("beta", node).Boxed(),
        Get = s => s.Beta,
        With = (s, value) => s with { Beta = (double)value },
        WhyNot = DistillationOnly("beta"),
        Default = _ => new(ReleasedMaskLevels.Beta, null),
        AlwaysShown = true,
    };

    private static SettingDefinition Temperature { get; } = new()
    {
        Path = "temperature",
        Read = node => Reading.Number("temperature", node).Boxed(),
        Get = s => s.Temperature,
        With = (s, value) => s with { Temperature = (double)value },
        WhyNot = s => s.Method == TrainingMethod.LogitDistillation
            ? null
            : $"'temperature' applies to logit_distillation, not to {SettingText.Of(s.Method)}",
        Default = _ => new(LogitDistance.ReleasedTemperature, null),
        AlwaysShown = true,
        Sample = new()
        {
            Method = TrainingMethod.LogitDistillation,
            Beta = ReleasedMaskLevels.Beta,
            Temperature = LogitDistance.ReleasedTemperature,
        },
    };

    private static SettingDefinition Alphas { get; } = new()
    {
        Path = "alphas",
        Read = node => node is YamlScalar { Text: WholeCurve }
            ? new(AlphaCurve.Whole, null)
            : Reading.Numbers("alphas", node, $"a list of numbers, such as [0.25, 0.5], or {WholeCurve}").Boxed(),
        Get = s => s.Alphas.SequenceEqual(AlphaCurve.Whole) ? WholeCurve : s.Alphas,
        With = (s, value) => s with { Alphas = (IReadOnlyList<double>)value },
        WhyNot = TrainedOnly("alphas"),
        NotInGrid = "'alphas' cannot be crossed: all of them are evaluated on one fine-tuned model; write the list at the top of "
            + "the file or in a point of 'include'",
    };

    private static SettingDefinition ValidationImages { get; } = new()
    {
        Path = "data.validation_images",
        Read = node => Reading.WholeNumber("data.validation_images", node).Boxed(),
        Get = s => s.Data.ValidationImages,
        With = (s, value) => s with { Data = s.Data with { ValidationImages = (int)value } },
        WhyNot = TrainedOnly("data.validation_images"),

        // How many can be held out depends on the study and on how many train.
        Sample = new() { Data = new() { ImageNet = new() } },
    };

    private static SettingDefinition Keep { get; } = new()
    {
        Path = "keep",
        Read = node => Reading.Choice<KeptFiles>("keep", node).Boxed(),
        Get = s => s.Keep,
        With = (s, value) => s with { Keep = (KeptFiles)value },
        WhyNot = TrainedOnly("keep"),
        NotInGrid = "'keep' cannot be crossed: it changes no number",
        IsHidden = true,
    };

    private static SettingDefinition Model(ModelFiles models) => new()
    {
        Path = "model.checkpoint",
        Read = node => models.Read(node).Boxed(),
        Get = s => models.NameOf(s.Model),
        With = (s, value) => s with { Model = (ModelSettings)value },
        Default = _ => models.Find(ModelSettings.Miniature).Boxed(),
    };

    private static SettingDefinition Head(ModelFiles models) => new()
    {
        Path = "model.head",
        Read = node => Reading.Text("model.head", "the name of a zero-shot head", node).Boxed(),
        Get = s => s.Model.Head,
        With = (s, value) => s with { Model = models.WithHead(s.Model, (string)value) },
        WhyNot = s => s.Model.IsRegistered
            ? null
            : $"'model.head' applies to models of 'counterfactual model list'; {models.NameOf(s.Model)} has a head of its own",
        WhyNotValue = (s, value) => models.WhyNotHead(s.Model, (string)value),
        Default = s => models.DefaultHead(s.Model),
        Sample = new() { Model = new() { Checkpoint = "some-model" }, Beta = ReleasedMaskLevels.Beta },
    };

    internal static SettingDefinition Choice<T>(
        string path, Func<ExperimentSettings, T> get, Func<ExperimentSettings, T, ExperimentSettings> with,
        Func<ExperimentSettings, string?>? whyNot = null, bool always = false)
        where T : struct, Enum => new()
        {
            Path = path,
            Read = node => Reading.Choice<T>(path, node).Boxed(),
            Get = s => get(s),
            With = (s, value) => with(s, (T)value),
            WhyNot = whyNot ?? (_ => null),
            AlwaysShown = always,
        };

    internal static SettingDefinition Number(
        string path, Func<ExperimentSettings, double> get, Func<ExperimentSettings, double, ExperimentSettings> with,
        Func<ExperimentSettings, string?>? whyNot = null) => new()
        {
            Path = path,
            Read = node => Reading.Number(path, node).Boxed(),
            Get = s => get(s),
            With = (s, value) => with(s, (double)value),
            WhyNot = whyNot ?? (_ => null),
        };

    internal static SettingDefinition WholeNumber(
        string path, Func<ExperimentSettings, int?> get, Func<ExperimentSettings, int, ExperimentSettings> with,
        Func<ExperimentSettings, string?>? whyNot = null, bool hidden = false) => new()
        {
            IsHidden = hidden,
            NotInGrid = hidden ? $"'{path}' cannot be crossed: it changes no number" : null,
            Path = path,
            Read = node => Reading.WholeNumber(path, node).Boxed(),
            Get = s => get(s),
            With = (s, value) => with(s, (int)value),
            WhyNot = whyNot ?? (_ => null),
        };

    private static Func<ExperimentSettings, string?> DistillationOnly(string path) => s =>
        s.Method.Distils()
            ? null
            : $"'{path}' applies to logit_distillation and feature_distillation, not to {SettingText.Of(s.Method)}";

    private static Func<ExperimentSettings, string?> MaskedOnly(string path) => s =>
        DistillationOnly(path)(s)
        ?? (s.Masking == Masking.None
            ? $"'{path}' has no meaning without masking; expected masking random, object or context"
            : null);

    private static Func<ExperimentSettings, string?> RelevanceOnly(string path) => s =>
        DistillationOnly(path)(s)
        ?? (s.Masking is Masking.Object or Masking.Context
            ? null
            : $"'{path}' applies to object and context masking, not to {SettingText.Of(s.Masking)}");

    internal static Func<ExperimentSettings, string?> TrainedOnly(string path) => s =>
        s.Method == TrainingMethod.ZeroShot ? $"'{path}' does not apply to zero_shot, which trains nothing" : null;
}
