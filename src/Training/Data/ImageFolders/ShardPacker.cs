using System.Globalization;
using Counterfactual.Training.Data.WebDataset;

namespace Counterfactual.Training.Data.ImageFolders;

/// <summary>Packs images into WebDataset shards. The same images and options give the same bytes.</summary>
public static class ShardPacker
{
    /// <summary>
    /// Writes <c>NAME-000000.tar</c> and so on, then the index. The images are copied as they are, not decoded.
    /// </summary>
    /// <param name="images">The images.</param>
    /// <param name="name">Name of the data set, for the shards' names: letters, digits, dots, dashes and underscores.</param>
    /// <param name="directory">Where to; made if need be.</param>
    /// <param name="options">How large the shards are.</param>
    /// <param name="cancellation">Stops between two images; whole shards stay, the index is not written.</param>
    /// <exception cref="ArgumentException">The name has other characters.</exception>
    /// <exception cref="IOException">An image cannot be read or a shard not be written.</exception>
    public static PackedDataset Pack(
        ILabelledImages images, string name, string directory, PackOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        options ??= new PackOptions();
        if (name.Length is 0 or > 64 || name[0] == '.' || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
        {
            throw new ArgumentException(
                $"data set name '{name}': expected 1 to 64 letters, digits, dots, dashes and underscores, "
                    + "not beginning with a dot", nameof(name));
        }
        Directory.CreateDirectory(directory);
        var shards = new List<PackedShard>();
        for (var first = 0; first < images.Count;)
        {
            var file = string.Create(CultureInfo.InvariantCulture, $"{name}-{shards.Count:D6}.tar");
            using var writer = new WebDatasetWriter(Path.Combine(directory, file));
            while (first < images.Count && !IsFull(writer, options))
            {
                cancellation.ThrowIfCancellationRequested();
                var image = images.Read(first);
                writer.Write(first.ToString("D8", CultureInfo.InvariantCulture), image.Extension, image.Content, image.Label,
                    image.Source);
                first++;
            }
            var count = writer.Count;
            var (sha256, bytes) = writer.Commit();
            shards.Add(new PackedShard(file, count, bytes, sha256));
        }
        var packed = new PackedDataset(name, images.Classes, shards);
        packed.Save(directory);
        return packed;
    }

    private static bool IsFull(WebDatasetWriter writer, PackOptions options) =>
        writer.Count >= options.ImagesPerShard || (writer.Count > 0 && writer.Bytes >= options.BytesPerShard);
}
