using System.Text.RegularExpressions;

namespace Counterfactual.Silo.Datasets;

/// <summary>What a dataset may be called; its name becomes part of file names.</summary>
public static partial class DatasetName
{
    /// <summary>What is wrong with a name; null where nothing is.</summary>
    public static string? Problem(string name) => Allowed().IsMatch(name)
        ? null
        : $"dataset name '{name}': expected 1 to 64 of a-z, 0-9, '.', '-' and '_', beginning with a letter or digit";

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._-]{0,63}\z")]
    private static partial Regex Allowed();
}
