namespace Counterfactual.Training.Data.Miniature;

/// <summary>A test set of the miniature study.</summary>
/// <param name="Name">As in tables.</param>
/// <param name="Images">The images.</param>
/// <param name="InDistribution">Whether they follow the training distribution.</param>
public sealed record MiniatureTestSet(string Name, MiniatureSet Images, bool InDistribution)
{
    /// <summary>All of them, in the order of the paper's table.</summary>
    public static IReadOnlyList<MiniatureTestSet> All { get; } =
    [
        new("ID", MiniatureSet.Id, InDistribution: true),
        new("V2", MiniatureSet.V2, InDistribution: false),
        new("R", MiniatureSet.R, InDistribution: false),
        new("Sketch", MiniatureSet.Sketch, InDistribution: false),
        new("ObjectNet", MiniatureSet.ObjectNet, InDistribution: false),
        new("A", MiniatureSet.A, InDistribution: false),
    ];
}
