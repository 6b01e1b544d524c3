namespace Counterfactual.Silo.Tests.Sweeps;

/// <summary>Files of the repository that the tests run in.</summary>
internal static class RepositoryFiles
{
    /// <summary>A sweep file that ships with the program.</summary>
    public static string Sweep(string name) => Path.Combine(Root, "sweeps", name);

    /// <summary>A page of the documentation.</summary>
    public static string Documentation(string name) => Path.Combine(Root, "docs", name);

    /// <summary>A file beside the tests.</summary>
    public static string TestData(string path) => Path.Combine(Root, "tests", path);

    private static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    private static string FindRoot(string directory) =>
        File.Exists(Path.Combine(directory, "Counterfactual.slnx")) ? directory : FindRoot(Path.GetDirectoryName(directory)!);
}
