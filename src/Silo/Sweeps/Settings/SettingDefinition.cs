using Counterfactual.Silo.Sweeps.Yaml;
using Counterfactual.Training.Data.Miniature;
using Counterfactual.Training.Experiments;
using Counterfactual.Training.Method;

namespace Counterfactual.Silo.Sweeps.Settings;

/// <summary>One experiment setting as sweep files write it.</summary>
internal sealed class SettingDefinition
{
    /// <summary>Its key; dotted where it belongs to a group, such as <c>training.epochs</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Reads a value from the file.</summary>
    public required Func<YamlNode, Reading<object>> Read { get; init; }

    /// <summary>The setting's value; null where it has none.</summary>
    public required Func<ExperimentSettings, object?> Get { get; init; }

    /// <summary>The settings with the value that <see cref="Read"/> gave.</summary>
    public required Func<ExperimentSettings, object, ExperimentSettings> With { get; init; }

    /// <summary>
    /// Why the setting has no meaning where the settings before it (in the catalogue's order) are as they are; null where it has.
    /// </summary>
    public Func<ExperimentSettings, string?> WhyNot { get; init; } = _ => null;

    /// <summary>
    /// What is wrong with a value that <see cref="Read"/> gave, where the settings before it are as they are;
    /// null where nothing is.
    /// </summary>
    public Func<ExperimentSettings, object, string?> WhyNotValue { get; init; } = (_, _) => null;

    /// <summary>
    /// Key of the entry of <c>rates</c> or <c>thresholds</c> that gives it by masking and refill; null for none.
    /// </summary>
    public Func<ExperimentSettings, string?> TableKey { get; init; } = _ => null;

    /// <summary>The value where the file gives none; nothing to leave it as it is.</summary>
    public Func<ExperimentSettings, Reading<object>> Default { get; init; } = _ => new();

    /// <summary>Why the grid cannot cross it; null where it can.</summary>
    public string? NotInGrid { get; init; }

    /// <summary>Whether people always see it where it has a meaning, not only where it differs from the default.</summary>
    public bool AlwaysShown { get; init; }

    /// <summary>Whether people never see it among what tells experiments apart: it changes no number.</summary>
    public bool IsHidden { get; init; }

    /// <summary>Valid settings in which it has a meaning: what a value is tried in, to see whether it is in range.</summary>
    public ExperimentSettings Sample { get; init; } = new()
    {
        Masking = Masking.Object,
        Refill = Refill.Single,
        Threshold = ReleasedMaskLevels.Of(Masking.Object, Refill.Single),
        Beta = ReleasedMaskLevels.Beta,
        Data = new() { TrainImages = MiniatureSplit.Of(MiniatureSet.Train).Images },
    };

    /// <summary>The value as people write it.</summary>
    public string Format(ExperimentSettings settings) => SettingText.Of(Get(settings));
}
