using Counterfactual.Training.Data.Miniature;

namespace Counterfactual.Training.Experiments;

/// <summary>A test set of the study.</summary>
/// <param name="Name">As in tables.</param>
/// <param name="Images">The images.</param>
/// <param name="InDistribution">Whether they follow the training distribution.</param>
public sealed record TestSet(string Name, MiniatureSet Images, bool InDistribution)
{
    /// <summary>All of them, in the order of the paper's table.</summary>
    public static IReadOnlyList<TestSet> All { get; } =
    [
        new("ID", MiniatureSet.Id, InDistribution: true),
        new("V2", MiniatureSet.V2, InDistribution: false),
        new("R", MiniatureSet.R, InDistribution: false),
        new("Sketch", MiniatureSet.Sketch, InDistribution: false),
        new("ObjectNet", MiniatureSet.ObjectNet, InDistribution: false),
        new("A", MiniatureSet.A, InDistribution: false),
    ];
}
