using System.Globalization;
using System.Text;

namespace Counterfactual.Training.Data.WebDataset;

/// <summary>
/// Reads the samples of a WebDataset shard: neighbouring files <c>key.jpg</c> (or jpeg, png) and <c>key.cls</c>.
/// </summary>
/// <remarks>
/// A tar archive of one line of text a label (<c>cls</c>) and one encoded image a sample. Files of other kinds are passed over,
/// but for <c>txt</c>, which <see cref="WebDatasetWriter"/> uses for the image's origin.
/// </remarks>
public static class WebDatasetReader
{
    private const int BufferLength = 1 << 16;
    private const long MaximumImageBytes = 256 << 20;
    private const long MaximumTextBytes = 4 << 10;

    /// <summary>Reads a shard from beginning to end, a sample at a time.</summary>
    /// <exception cref="TarArchiveException">
    /// The archive is damaged or has entries that are refused, a sample lacks its image or label, or has one of them twice.
    /// </exception>
    /// <exception cref="IOException">The archive is missing or cannot be read.</exception>
    public static IEnumerable<WebDatasetSample> Read(string path) =>
        // A pipe or a device says that it is empty: opening it might never end.
        new FileInfo(path).Length > 0
            ? Read(
                new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferLength, FileOptions.SequentialScan),
                path)
            : throw new TarArchiveException($"{path}: empty, or not a regular file; expected a tar archive");

    /// <summary>Reads a shard from a seekable stream, and closes it.</summary>
    internal static IEnumerable<WebDatasetSample> Read(Stream content, string path)
    {
        using var archive = new StrictTarReader(content, path);
        var keys = new HashSet<string>(StringComparer.Ordinal);
        PartialSample? current = null;
        while (archive.MoveNext())
        {
            var (key, field) = SplitName(archive.Name);
            if (current is null || current.Key != key)
            {
                if (current?.Complete(path) is { } sample)
                {
                    yield return sample;
                }
                current = new PartialSample(key);
                if (!keys.Add(key))
                {
                    throw archive.Refuse($"sample '{key}' is there already, with others in between");
                }
            }
            current.Take(archive, field);
        }
        if (current?.Complete(path) is { } last)
        {
            yield return last;
        }
    }

    // The key ends at the first dot of the last part of the path; the field is what follows, in lower case.
    private static (string Key, string Field) SplitName(string name)
    {
        var dot = name.IndexOf('.', name.LastIndexOf('/') + 1);
        return dot < 0 ? (name, "") : (name[..dot], name[(dot + 1)..].ToLowerInvariant());
    }

    /// <summary>The files of a sample that were met so far.</summary>
    private sealed class PartialSample(string key)
    {
        private string? imageName;
        private byte[]? image;
        private int? label;
        private string? source;

        public string Key { get; } = key;

        public void Take(StrictTarReader archive, string field)
        {
            switch (field)
            {
                case "jpg" or "jpeg" or "png" when image is not null:
                    throw archive.Refuse($"sample '{Key}' has an image already, '{imageName}'");
                case "jpg" or "jpeg" or "png":
                    imageName = archive.Name;
                    image = archive.ReadContent(MaximumImageBytes);
                    break;
                case "cls" when label is not null:
                    throw archive.Refuse($"sample '{Key}' has a label already");
                case "cls":
                    label = ReadLabel(archive);
                    break;
                case "txt":
                    source = Encoding.UTF8.GetString(archive.ReadContent(MaximumTextBytes)).Trim();
                    break;
                default:
                    break;
            }
        }

        /// <summary>The sample; null where the files had neither an image nor a label.</summary>
        public WebDatasetSample? Complete(string path) => (image, label) switch
        {
            (null, null) => null,
            (null, _) => throw new TarArchiveException($"{path}: sample '{Key}' has a label but no image (jpg, jpeg or png)"),
            (_, null) => throw new TarArchiveException($"{path}: sample '{Key}' has an image but no label (cls)"),
            _ => new WebDatasetSample(Key, imageName!, image, label.Value, source),
        };

        private static int ReadLabel(StrictTarReader archive)
        {
            var text = Encoding.UTF8.GetString(archive.ReadContent(MaximumTextBytes)).Trim();
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var label)
                ? label
                : throw archive.Refuse($"the label '{(text.Length > 40 ? text[..40] : text)}' is no class number");
        }
    }
}
