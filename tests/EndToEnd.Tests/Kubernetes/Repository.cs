namespace Counterfactual.EndToEnd.Tests.Kubernetes;

/// <summary>Files of the repository that the tests run in.</summary>
internal static class Repository
{
    private static readonly string Root = FindRoot(AppContext.BaseDirectory);

    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    private static string FindRoot(string directory) =>
        File.Exists(System.IO.Path.Combine(directory, "Counterfactual.slnx"))
            ? directory
            : FindRoot(System.IO.Path.GetDirectoryName(directory)!);
}
