namespace Counterfactual.Benchmarks;

/// <summary>Files of the repository that the program was built in.</summary>
internal static class RepositoryFile
{
    /// <summary>The full path of a file.</summary>
    /// <param name="path">Its path in the repository.</param>
    /// <exception cref="FileNotFoundException">No folder above the program has it.</exception>
    public static string Find(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Path.Combine(folder.FullName, path) is var file && File.Exists(file))
            {
                return file;
            }
        }

        throw new FileNotFoundException($"{path} is in no folder above the program");
    }
}
