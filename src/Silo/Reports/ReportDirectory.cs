namespace Counterfactual.Silo.Reports;

/// <summary>The directory of a report; a reader finds each file's old or new content whole.</summary>
internal sealed class ReportDirectory
{
    private readonly string root;
    private readonly List<string> written = [];

    /// <param name="root">The directory; created where missing.</param>
    public ReportDirectory(string root)
    {
        this.root = root;
        Directory.CreateDirectory(root);
    }

    /// <summary>Names of the files written so far, with forward slashes.</summary>
    public IReadOnlyList<string> Written => written;

    /// <summary>Path of a file, whose directory is made where it is missing.</summary>
    public string PathOf(string name)
    {
        var path = Path.Combine(root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    /// <summary>Writes a file under a temporary name and renames it.</summary>
    public void Write(string name, string text) => Write(name, temporary => File.WriteAllText(temporary, text));

    /// <summary>Has a file written under a temporary name, and renames it.</summary>
    public void Write(string name, Action<string> write)
    {
        var path = PathOf(name);
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            write(temporary);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }

        written.Add(name);
    }

    /// <summary>Removes the files of a sub-directory that were not written this time: figures of an older state.</summary>
    public void RemoveOthers(string directory)
    {
        var path = Path.Combine(root, directory);
        foreach (var file in Directory.Exists(path) ? Directory.EnumerateFiles(path).ToList() : [])
        {
            if (!written.Contains($"{directory}/{Path.GetFileName(file)}"))
            {
                File.Delete(file);
            }
        }
    }
}
