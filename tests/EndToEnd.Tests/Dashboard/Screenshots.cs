using System.Reflection;

namespace Counterfactual.EndToEnd.Tests.Dashboard;

/// <summary>Where pictures of the dashboard are put: <c>artifacts/screenshots</c> of the repository, which git ignores.</summary>
internal static class Screenshots
{
    private static readonly string _directory = Directory.CreateDirectory(
        Path.Combine(RepositoryRoot(), "artifacts", "screenshots")).FullName;

    public static string PathOf(string name) => Path.Combine(_directory, name + ".png");

    private static string RepositoryRoot()
    {
        var directory = Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location);
        while (directory is not null && !File.Exists(Path.Combine(directory, "Counterfactual.slnx")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return directory ?? throw new InvalidOperationException("the tests do not lie within the repository");
    }
}
