using Counterfactual.Silo.Sweeps.Settings;
using Counterfactual.Silo.Sweeps.Yaml;

namespace Counterfactual.Silo.Sweeps;

/// <summary>What a sweep file says, read but not yet expanded to points.</summary>
internal sealed record SweepContents
{
    public required string Name { get; init; }

    /// <summary>
    /// Settings at the top of the file, by path, and the entries of <c>rates</c> and <c>thresholds</c>: they hold wherever they
    /// have a meaning.
    /// </summary>
    public required IReadOnlyDictionary<string, SettingValue> Shared { get; init; }

    /// <summary>What the grid crosses; null where the file has none.</summary>
    public required PointGrid? Grid { get; init; }

    /// <summary>The extra points, in the order of the file.</summary>
    public required IReadOnlyList<PointRequest> Include { get; init; }

    /// <summary>At least one, no two alike.</summary>
    public required IReadOnlyList<int> Seeds { get; init; }

    public required Resources Resources { get; init; }

    public required Search Search { get; init; }

    public required int MaxAttempts { get; init; }

    public required int Priority { get; init; }

    /// <summary>Experiments that may run at once, at least 1; null for no limit.</summary>
    public required int? MaxConcurrent { get; init; }
}

/// <summary>One point that the file asks for, before seeds.</summary>
/// <param name="Settings">The settings given for it, by path: each must have a meaning for it.</param>
/// <param name="Origin">Where it is asked for.</param>
internal sealed record PointRequest(IReadOnlyDictionary<string, SettingValue> Settings, YamlNode Origin);

/// <summary>Lists of values to cross.</summary>
/// <param name="Axes">One for each key, in the order of the file.</param>
/// <param name="Origin">Where the grid stands.</param>
internal sealed record PointGrid(IReadOnlyList<GridAxis> Axes, YamlNode Origin);

/// <summary>What one setting takes: the values of a list, no two alike, or of a range.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Values">The list; empty where there is a range.</param>
/// <param name="Range">What is drawn from instead; null where there is a list.</param>
internal sealed record GridAxis(SettingDefinition Setting, IReadOnlyList<SettingValue> Values, ValueRange? Range);
