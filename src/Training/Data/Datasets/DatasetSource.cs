using System.Security.Cryptography;
using System.Text;
using Counterfactual.Training.TestSets;

namespace Counterfactual.Training.Data.Datasets;

/// <summary>A dataset of WebDataset shards: what is in it, and where its files lie.</summary>
public sealed record DatasetSource
{
    /// <summary>Its name in the registry.</summary>
    public required string Name { get; init; }

    /// <summary>Names of the classes (folder names, WordNet ids); a label is a place in this list.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Number of images of each class.</summary>
    public required IReadOnlyList<int> ImagesPerClass { get; init; }

    /// <summary>The shards in order.</summary>
    public required IReadOnlyList<DatasetShard> Shards { get; init; }

    /// <summary>ObjectNet only: the ImageNet classes that its classes stand for.</summary>
    public ObjectNetMapping? ObjectNet { get; init; }

    /// <summary>
    /// What the dataset is, wherever it lies and whatever it is called: lower-case hexadecimal SHA-256 over the classes' names,
    /// the shards' checksums and the mapping.
    /// </summary>
    public string Checksum()
    {
        var text = new StringBuilder();
        Line("classes", Classes);
        Line("shards", Shards.Select(shard => shard.Sha256));
        foreach (var folder in ObjectNet?.Folders.Order(StringComparer.Ordinal) ?? Enumerable.Empty<string>())
        {
            Line("mapping", [folder, .. ObjectNet!.ClassesOf(folder).Select(number => FormattableString.Invariant($"{number}"))]);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));

        // A name may hold any character but a line break; its length keeps neighbours apart.
        void Line(string what, IEnumerable<string> values) =>
            text.Append(what)
                .AppendJoin("", values.Select(value => FormattableString.Invariant($" {value.Length}:{value}")))
                .Append('\n');
    }
}

/// <summary>A shard of a dataset.</summary>
/// <param name="Path">Absolute path of the WebDataset archive.</param>
/// <param name="Sha256">Lower-case hexadecimal SHA-256 of the archive.</param>
/// <param name="Images">Images in it; positive.</param>
/// <param name="Bytes">Length of the archive.</param>
public sealed record DatasetShard(string Path, string Sha256, int Images, long Bytes);
