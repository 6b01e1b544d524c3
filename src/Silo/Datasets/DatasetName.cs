using Counterfactual.Grains.Models;

namespace Counterfactual.Silo.Datasets;

/// <summary>What a dataset may be called; its name becomes part of file names.</summary>
public static class DatasetName
{
    /// <summary>What is wrong with a name; null where nothing is.</summary>
    public static string? Problem(string name) =>
        RegistryName.IsValid(name) ? null : $"dataset name '{name}': expected {RegistryName.Form}";
}
