namespace Counterfactual.Training.Tests;

/// <summary>A test against a file of reference figures, skipped where the file is absent.</summary>
public sealed class GoldenFactAttribute : FactAttribute
{
    public GoldenFactAttribute(string file)
    {
        if (!File.Exists(PathOf(file)))
        {
            Skip = $"{PathOf(file)} is absent; COUNTERFACTUAL_GOLDEN names the directory of golden vectors";
        }
    }

    public static string PathOf(string file) => Path.Combine(Directory, file);

    private static string Directory =>
        Environment.GetEnvironmentVariable("COUNTERFACTUAL_GOLDEN") is { Length: > 0 } directory
            ? directory
            : Path.Combine(RepositoryRoot(), "..", "shared", "golden");

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Counterfactual.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? AppContext.BaseDirectory;
    }
}
