using System.Security.Cryptography;
using System.Text.Json;

namespace Counterfactual.Training.Data.ImageFolders;

/// <summary>
/// The index of a packed data set: its classes, and its shards with their checksums; <c>dataset.json</c> beside them.
/// </summary>
/// <param name="Name">Name of the data set.</param>
/// <param name="Classes">Names of the classes in the order of their numbers.</param>
/// <param name="Shards">The shards in order.</param>
public sealed record PackedDataset(string Name, IReadOnlyList<string> Classes, IReadOnlyList<PackedShard> Shards)
{
    /// <summary>Name of the index file.</summary>
    public const string FileName = "dataset.json";

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Images in all shards.</summary>
    public long Images => Shards.Sum(shard => (long)shard.Images);

    /// <summary>Reads the index of a directory of shards.</summary>
    /// <exception cref="ImageFolderException">The index is damaged.</exception>
    /// <exception cref="IOException">The index is missing or cannot be read.</exception>
    public static PackedDataset Load(string directory)
    {
        var path = Path.Combine(directory, FileName);
        try
        {
            var index = JsonSerializer.Deserialize<PackedDataset>(File.ReadAllBytes(path), Format);
            return index is { Name: not null, Classes.Count: > 0, Shards.Count: > 0 } && index.Shards.All(shard => shard.IsSound)
                ? index
                : throw new ImageFolderException(
                    $"{path}: no index of shards: expected name, classes and shards, each with file, images, bytes and sha256");
        }
        catch (JsonException exception)
        {
            throw new ImageFolderException($"{path}: damaged index: {exception.Message}", exception);
        }
    }

    /// <summary>Reads all shards and compares them with the index.</summary>
    /// <returns>What is wrong, a line each; none where all is well.</returns>
    public IEnumerable<string> Verify(string directory)
    {
        foreach (var shard in Shards)
        {
            var path = Path.Combine(directory, shard.File);
            if (!File.Exists(path))
            {
                yield return $"{path}: missing";
                continue;
            }
            using var file = File.OpenRead(path);
            var digest = Convert.ToHexStringLower(SHA256.HashData(file));
            if (digest != shard.Sha256)
            {
                yield return $"{path}: damaged: it has {file.Length} bytes and SHA-256 {digest}; "
                    + $"expected {shard.Bytes} and {shard.Sha256}";
            }
        }
    }

    internal void Save(string directory)
    {
        var path = Path.Combine(directory, FileName);
        var temporaryPath = $"{path}.{Guid.NewGuid():N}.tmp";
        using (var file = File.Create(temporaryPath))
        {
            JsonSerializer.Serialize(file, this, Format);
            file.Flush(flushToDisk: true);
        }
        File.Move(temporaryPath, path, overwrite: true);
    }
}

/// <summary>A shard of a packed data set.</summary>
/// <param name="File">Its file's name, in the index's directory.</param>
/// <param name="Images">Images in it.</param>
/// <param name="Bytes">Length of the file.</param>
/// <param name="Sha256">Lower-case hexadecimal SHA-256 of the file.</param>
public sealed record PackedShard(string File, int Images, long Bytes, string Sha256)
{
    // The index may come from anywhere: its shards may not.
    internal bool IsSound =>
        File is { Length: > 0 } && Path.GetFileName(File) == File && File is not ("." or "..") && Images > 0 && Bytes > 0
            && Sha256 is { Length: 64 };
}
