using System.Security.Cryptography;
using Counterfactual.Grains.Datasets;
using Counterfactual.Grains.Shards;
using Counterfactual.Training.Data.Idx;
using Counterfactual.Training.Data.ImageFolders;

namespace Counterfactual.Silo.Datasets;

/// <summary>Compares a registered dataset with its files.</summary>
public static class DatasetVerification
{
    /// <summary>Reads all files again.</summary>
    /// <param name="content">What was registered.</param>
    /// <param name="progress">Told what is being read.</param>
    /// <param name="cancellation">Stops between two files.</param>
    /// <returns>What is wrong, a line each; none where all is well.</returns>
    /// <exception cref="ImageFolderException">What was an image folder is none any more.</exception>
    /// <exception cref="IOException">The directory is gone.</exception>
    public static IReadOnlyList<string> Run(DatasetContent content, Action<string> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(progress);
        if (content.Dataset.Description.Kind == DatasetKind.WebDataset)
        {
            return [.. content.Shards.Select(shard => Check(shard.Source!, progress, cancellation)).OfType<string>()];
        }

        progress($"looking through {content.Dataset.Description.Location}");
        return [.. Compare(content.Dataset.Description)];
    }

    private static string? Check(ShardSource shard, Action<string> progress, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        progress($"reading {shard.Path}");
        if (!File.Exists(shard.Path))
        {
            return $"{shard.Path}: missing";
        }

        // A pipe or a device says that it is empty too: opening it might never end.
        if (new FileInfo(shard.Path).Length == 0)
        {
            return $"{shard.Path}: damaged: empty, or not a regular file; expected {shard.Bytes} bytes and {shard.Sha256}";
        }

        using var file = File.OpenRead(shard.Path);
        var digest = Convert.ToHexStringLower(SHA256.HashData(file));
        return digest == shard.Sha256
            ? null
            : $"{shard.Path}: damaged: it has {file.Length} bytes and SHA-256 {digest}; "
                + $"expected {shard.Bytes} and {shard.Sha256}";
    }

    private static IEnumerable<string> Compare(DatasetDescription registered)
    {
        ILabelledImages found;
        if (registered.Kind == DatasetKind.Idx)
        {
            found = IdxDataset.Open(registered.Location, registered.Classes);
        }
        else
        {
            var folder = ImageFolder.Scan(registered.Location);
            found = registered.Mapping is { } mapping ? folder.Only(mapping.Classes.Keys) : folder;
        }

        var counts = found.Classes.Zip(found.ImagesPerClass)
            .ToDictionary(entry => entry.First, entry => entry.Second, StringComparer.Ordinal);
        foreach (var (name, images) in registered.Classes.Zip(registered.ImagesPerClass))
        {
            if (!counts.Remove(name, out var now) || now != images)
            {
                yield return $"class '{name}': {now} images; expected {images}";
            }
        }

        foreach (var name in counts.Keys)
        {
            yield return $"class '{name}' is new";
        }
    }
}
