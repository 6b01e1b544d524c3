using System.Security.Cryptography;
using Counterfactual.Training.Data.ImageFolders;
using Counterfactual.Training.Data.WebDataset;
using Counterfactual.Training.TestSets;

namespace Counterfactual.Training.Data.Datasets;

/// <summary>Looks through a directory of WebDataset shards.</summary>
public static class WebDatasetDirectory
{
    /// <summary>
    /// Reads every shard: its samples are counted and its checksum is computed. Shards and classes are those of the index that
    /// <see cref="ShardPacker"/> wrote; without an index, all <c>.tar</c> files in the order of their names.
    /// </summary>
    /// <param name="name">What the dataset is to be called.</param>
    /// <param name="directory">The directory.</param>
    /// <param name="classes">Names of the classes, where there is no index.</param>
    /// <param name="mapping">ObjectNet only: what its classes stand for.</param>
    /// <param name="progress">Told of each shard before it is read: its number from 1, how many there are, and its path.</param>
    /// <param name="cancellation">Stops between two samples.</param>
    /// <exception cref="DatasetException">
    /// There are no shards, no names for their classes, or they differ from the index.
    /// </exception>
    /// <exception cref="TarArchiveException">A shard is damaged.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public static DatasetSource Scan(
        string name, string directory, IReadOnlyList<string>? classes, ObjectNetMapping? mapping = null,
        Action<int, int, string>? progress = null, CancellationToken cancellation = default)
    {
        directory = Path.GetFullPath(directory);
        var index = File.Exists(Path.Combine(directory, PackedDataset.FileName)) ? PackedDataset.Load(directory) : null;
        if (index is not null && classes is not null && !classes.SequenceEqual(index.Classes, StringComparer.Ordinal))
        {
            throw new DatasetException($"{Path.Combine(directory, PackedDataset.FileName)} names other classes than those given");
        }

        var names = index?.Classes ?? classes ?? throw new DatasetException(
            $"{directory}: no {PackedDataset.FileName} to name its classes; "
            + "give them in a file, one a line, with --classes FILE");
        var files = index?.Shards.Select(shard => Path.Combine(directory, shard.File))
            ?? Directory.GetFiles(directory, "*.tar").Order(StringComparer.Ordinal);
        var paths = files.ToList();
        if (paths.Count == 0)
        {
            throw new DatasetException($"{directory}: no .tar files; expected WebDataset shards");
        }

        var perClass = new int[names.Count];
        var shards = new List<DatasetShard>();
        foreach (var path in paths)
        {
            progress?.Invoke(shards.Count + 1, paths.Count, path);
            shards.Add(Read(path, perClass, cancellation));
            if (index is not null && shards[^1] is var read && index.Shards[shards.Count - 1] is var stated
                && (read.Sha256 != stated.Sha256 || read.Images != stated.Images))
            {
                throw new DatasetException(
                    $"{path}: {read.Images} images, SHA-256 {read.Sha256}; "
                    + $"{PackedDataset.FileName} states {stated.Images} and {stated.Sha256}");
            }
        }

        return new DatasetSource
        {
            Name = name,
            Classes = names,
            ImagesPerClass = perClass,
            Shards = shards,
            ObjectNet = mapping,
        };
    }

    private static DatasetShard Read(string path, int[] perClass, CancellationToken cancellation)
    {
        var images = 0;
        foreach (var sample in WebDatasetReader.Read(path))
        {
            cancellation.ThrowIfCancellationRequested();
            if (sample.Label >= perClass.Length)
            {
                throw new DatasetException(
                    $"{path}: sample '{sample.Key}' has label {sample.Label}; "
                    + $"there are {perClass.Length} classes, 0 to {perClass.Length - 1}");
            }

            perClass[sample.Label]++;
            images++;
        }

        if (images == 0)
        {
            throw new DatasetException($"{path}: no samples; expected images with labels");
        }

        using var file = File.OpenRead(path);
        return new DatasetShard(path, Convert.ToHexStringLower(SHA256.HashData(file)), images, file.Length);
    }
}
