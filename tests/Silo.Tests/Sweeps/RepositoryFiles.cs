namespace Counterfactual.Silo.Tests.Sweeps;

/// <summary>Files of the repository that the tests run in.</summary>
internal static class RepositoryFiles
{
    /// <summary>A sweep file that ships with the program.</summary>
    public static string Sweep(string name) => Path.Combine(Root, "sweeps", name);

    private static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    private static string FindRoot(string directory) =>
        File.Exists(Path.Combine(directory, "Counterfactual.slnx")) ? directory : FindRoot(Path.GetDirectoryName(directory)!);
}
