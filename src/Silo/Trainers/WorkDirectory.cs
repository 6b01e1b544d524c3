using Counterfactual.Grains.Experiments;

namespace Counterfactual.Silo.Trainers;

/// <summary>The directory in which a device's trainer process writes its files.</summary>
/// <param name="path">Absolute path.</param>
internal sealed class WorkDirectory(string path)
{
    internal string Path => path;

    /// <summary>Makes it, without what an earlier attempt left there.</summary>
    /// <exception cref="IOException">It cannot be emptied or made.</exception>
    internal void Empty()
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }

        Directory.CreateDirectory(path);
    }

    /// <summary>Makes sure that a file which the process reported is one that it may have written.</summary>
    /// <exception cref="TrainerGoneException">It lies elsewhere, or is a link.</exception>
    internal void RequireInside(string what, string file)
    {
        if (!System.IO.Path.GetFullPath(file).StartsWith(path + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal)
            || new FileInfo(file).LinkTarget is not null)
        {
            throw new TrainerGoneException(
                FailureCause.TrainerError, $"the trainer process reported {what} {file}; expected a file in {path}");
        }
    }
}
