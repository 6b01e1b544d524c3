using Counterfactual.Silo.Sweeps.Yaml;
using Counterfactual.Training.Data.WebDataset;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Silo.Sweeps.Settings;

/// <summary>Which study's images an experiment reads, and the settings of the ImageNet study.</summary>
internal static class StudySettings
{
    private const string Miniature = "miniature";
    private const string ImageNet = "imagenet";

    /// <summary>The study; whether the other settings of <c>data</c> have a meaning depends on it.</summary>
    public static SettingDefinition Study { get; } = new()
    {
        Path = "data.study",
        Read = node => node is YamlScalar { Text: Miniature or ImageNet } study
            ? new(study.Text, null)
            : new(null, $"unknown study {node.Found}; expected {Miniature} or {ImageNet}"),
        Get = s => s.Data.ImageNet is null ? Miniature : ImageNet,
        With = (s, value) => s with
        {
            Data = s.Data with { ImageNet = (string)value == ImageNet ? s.Data.ImageNet ?? new ImageNetSettings() : null },
        },
    };

    /// <summary>Why a setting of the miniature has no meaning for another study.</summary>
    public static Func<ExperimentSettings, string?> MiniatureOnly(string path) => s =>
        s.Data.ImageNet is null ? null : $"'{path}' belongs to the {Miniature} study, not to {ImageNet}";

    /// <summary>The settings of the ImageNet study.</summary>
    public static IEnumerable<SettingDefinition> OfImageNet(DatasetNames datasets)
    {
        yield return Dataset("train", data => data.Train, (data, value) => data with { Train = value });
        yield return Dataset("id", data => data.Id, (data, value) => data with { Id = value });
        yield return Dataset("v2", data => data.V2, (data, value) => data with { V2 = value });
        yield return Dataset("r", data => data.R, (data, value) => data with { R = value });
        yield return Dataset("sketch", data => data.Sketch, (data, value) => data with { Sketch = value });
        yield return Dataset("objectnet", data => data.ObjectNet, (data, value) => data with { ObjectNet = value });
        yield return Dataset("a", data => data.A, (data, value) => data with { A = value });
        yield return Word<BadImagePolicy>(
            "on_bad_image", data => data.OnBadImage, (data, value) => data with { OnBadImage = value });
        yield return Word<ExpectedNumbers>("expect", data => data.Expect, (data, value) => data with { Expect = value });

        SettingDefinition Dataset(
            string key, Func<ImageNetSettings, DatasetSettings?> get,
            Func<ImageNetSettings, DatasetSettings, ImageNetSettings> with) =>
            Definition(
                $"data.{key}", node => datasets.Read($"data.{key}", node).Boxed(), data => get(data)?.Name,
                (data, value) => with(data, (DatasetSettings)value));

        static SettingDefinition Word<T>(
            string key, Func<ImageNetSettings, T> get, Func<ImageNetSettings, T, ImageNetSettings> with)
            where T : struct, Enum =>
            Definition(
                $"data.{key}", node => Reading.Choice<T>($"data.{key}", node).Boxed(), data => get(data),
                (data, value) => with(data, (T)value));
    }

    private static SettingDefinition Definition(
        string path, Func<YamlNode, Reading<object>> read, Func<ImageNetSettings, object?> get,
        Func<ImageNetSettings, object, ImageNetSettings> with) => new()
        {
            Path = path,
            Read = read,
            Get = s => get(s.Data.ImageNet ?? new ImageNetSettings()),
            With = (s, value) => s with
            {
                Data = s.Data with { ImageNet = with(s.Data.ImageNet ?? new ImageNetSettings(), value) },
            },
            WhyNot = s => s.Data.ImageNet is null
                ? $"'{path}' belongs to the {ImageNet} study, not to {Miniature}: write study: {ImageNet}"
                : null,
        };
}
