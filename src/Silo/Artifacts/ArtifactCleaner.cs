using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Hosting;

namespace Counterfactual.Silo.Artifacts;

/// <summary>
/// Removes from an artifact directory what nobody needs any more: checkpoints that no experiment points to, and what dead
/// writers left behind. A file is removed only when it is old, has a name that the silos give, and belongs to an experiment that
/// the database knows and that does not mention it; so any number of silos may clean one directory while others write to it.
/// </summary>
/// <param name="root">The directory of a <see cref="FileArtifactStore"/>.</param>
/// <param name="pointers">What the database says.</param>
/// <param name="keep">How long checkpoints of failed and cancelled experiments, and damaged ones, are kept.</param>
internal sealed class ArtifactCleaner(string root, CheckpointPointers pointers, TimeSpan keep)
{
    /// <summary>What is younger may be about to be pointed to: far longer than any writer takes from file to pointer.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    private const string Checkpoints = "checkpoint-*.safetensors";

    /// <summary>Removes what can go now.</summary>
    /// <returns>How many files.</returns>
    internal async Task<int> CleanAsync(CancellationToken cancellation = default)
    {
        await pointers.ForgetAsync(keep, cancellation);
        var removed = 0;
        foreach (var (experiment, directory) in Experiments())
        {
            foreach (var file in Old(directory, ".*" + FileArtifactStore.Temporary, Grace))
            {
                removed += Remove(file);
            }

            foreach (var file in Old(directory, "*" + FileArtifactStore.Damaged, keep > Grace ? keep : Grace))
            {
                removed += Remove(file);
            }

            foreach (var file in Old(directory, Checkpoints, Grace))
            {
                cancellation.ThrowIfCancellationRequested();
                if (!await pointers.IsNeededAsync(experiment, $"{experiment}/{file.Name}", cancellation))
                {
                    removed += Remove(file);
                }
            }
        }

        return removed;
    }

    private IEnumerable<(ExperimentKey Key, DirectoryInfo Directory)> Experiments() =>
        from sweep in Directories(new(root))
        from experiment in Directories(sweep)
        let name = $"{sweep.Name}/{experiment.Name}"
        where ExperimentKey.TryParse(name, out _)
        select (ExperimentKey.Parse(name), experiment);

    private static IEnumerable<DirectoryInfo> Directories(DirectoryInfo parent) =>
        parent.EnumerateDirectories().Where(directory => directory.LinkTarget is null);

    private static List<FileInfo> Old(DirectoryInfo directory, string pattern, TimeSpan age) =>
        [.. directory.EnumerateFiles(pattern)
            .Where(file => file.LinkTarget is null && DateTime.UtcNow - file.LastWriteTimeUtc >= age)];

    private static int Remove(FileInfo file)
    {
        try
        {
            file.Delete();
            return 1;
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            // Another silo was first, or may and we may not.
            return 0;
        }
    }
}
