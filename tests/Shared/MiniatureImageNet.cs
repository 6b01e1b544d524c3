using System.Formats.Tar;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Counterfactual.Tests;

/// <summary>
/// A miniature ImageNet on disk: twelve classes of small JPEG and PNG images, and the six test sets as they are published:
/// folders named by WordNet id (validation, R, A), folders named by class number (V2), shards (Sketch), and ObjectNet's own
/// folders with their border and mapping files.
/// </summary>
internal sealed class MiniatureImageNet
{
    /// <summary>Enough that numbers sort otherwise as strings.</summary>
    public const int Classes = 12;

    private readonly string[] jpegs = [.. Directory.GetFiles(Fixtures(), "*.jpg").Order(StringComparer.Ordinal)];
    private int made;

    /// <summary>Makes everything below a directory.</summary>
    public MiniatureImageNet(string root)
    {
        Root = root;
        Wnids = [.. Enumerable.Range(0, Classes)
            .Select(number => string.Create(CultureInfo.InvariantCulture, $"n{1_440_764 + (number * 977):D8}"))];
        Folders("train", Wnids, images: 4);
        Folders("val", Wnids, images: 2);
        Folders("v2", Enumerable.Range(0, Classes).Select(Number), images: 2);
        Folders("r", [Wnids[1], Wnids[4], Wnids[7], Wnids[10], Wnids[11]], images: 3);
        Folders("a", [Wnids[0], Wnids[2], Wnids[10]], images: 4);
        ObjectNet();
        Sketch();
        File.WriteAllLines(PathOf("classes.txt"), Wnids);
    }

    /// <summary>The directory.</summary>
    public string Root { get; }

    /// <summary>The training classes in order.</summary>
    public IReadOnlyList<string> Wnids { get; }

    /// <summary>ObjectNet's folders with the training classes that they stand for; <c>spoon_rest</c> stands for none.</summary>
    public IReadOnlyDictionary<string, int[]> ObjectNetClasses { get; } = new Dictionary<string, int[]>
    {
        ["alarm_clock"] = [3, 9],
        ["bucket"] = [0],
        ["spoon_rest"] = [],
        ["teapot"] = [11],
    };

    /// <summary>A path below the directory.</summary>
    public string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>
    /// Every image of a test set that counts, with the model's classes that are right for it, and all classes that compete: told
    /// from the files alone.
    /// </summary>
    public (IReadOnlyList<(byte[] Image, int[] Right)> Images, int[] Competing) Expected(string testSet)
    {
        var images = new List<(byte[] Image, int[] Right)>();
        if (testSet == "sketch")
        {
            foreach (var shard in Directory.GetFiles(PathOf(testSet), "*.tar").Order(StringComparer.Ordinal))
            {
                images.AddRange(ReadShard(shard));
            }
        }
        else
        {
            foreach (var folder in Directory.GetDirectories(testSet == "objectnet" ? PathOf(testSet, "images") : PathOf(testSet)))
            {
                var right = Right(testSet, Path.GetFileName(folder));
                images.AddRange(Directory.GetFiles(folder).Where(_ => right.Length > 0)
                    .Select(file => (File.ReadAllBytes(file), right)));
            }
        }

        return (images, [.. images.SelectMany(image => image.Right).Distinct().Order()]);
    }

    private int[] Right(string testSet, string folder) => testSet switch
    {
        "v2" => [int.Parse(folder, CultureInfo.InvariantCulture)],
        "objectnet" => ObjectNetClasses[folder],
        _ => [Wnids.ToList().IndexOf(folder)],
    };

    private void Folders(string set, IEnumerable<string> folders, int images)
    {
        foreach (var folder in folders)
        {
            Directory.CreateDirectory(PathOf(set, folder));
            for (var image = 0; image < images; image++)
            {
                var (extension, content) = NextImage();
                File.WriteAllBytes(PathOf(set, folder, $"{folder}_{image}.{extension}"), content);
            }
        }
    }

    // Two shards of samples whose keys are paths, and files that belong to no sample.
    private void Sketch()
    {
        Directory.CreateDirectory(PathOf("sketch"));
        for (var shard = 0; shard < 2; shard++)
        {
            using var archive = new TarWriter(File.Create(PathOf("sketch", $"sketch-{shard}.tar")));
            for (var label = shard; label < Classes; label += 2)
            {
                var (extension, content) = NextImage();
                Write(archive, $"sketch/{label}.{(extension == "JPEG" ? "jpg" : extension)}", content);
                Write(archive, $"sketch/{label}.cls", Encoding.ASCII.GetBytes(Number(label)));
                Write(archive, $"sketch/{label}.json", "{}"u8.ToArray());
            }
        }

        static void Write(TarWriter archive, string name, byte[] content) =>
            archive.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
    }

    private static IEnumerable<(byte[] Image, int[] Right)> ReadShard(string path)
    {
        using var archive = new TarReader(File.OpenRead(path));
        byte[] image = [];
        while (archive.GetNextEntry(copyData: true) is { } entry)
        {
            using var content = new MemoryStream();
            entry.DataStream?.CopyTo(content);
            if (entry.Name.EndsWith(".cls", StringComparison.Ordinal))
            {
                yield return (image, [int.Parse(Encoding.ASCII.GetString(content.ToArray()), CultureInfo.InvariantCulture)]);
            }
            else if (!entry.Name.EndsWith(".json", StringComparison.Ordinal))
            {
                image = content.ToArray();
            }
        }
    }

    private void ObjectNet()
    {
        foreach (var folder in ObjectNetClasses.Keys)
        {
            Directory.CreateDirectory(PathOf("objectnet", "images", folder));
            for (var image = 0; image < 3; image++)
            {
                File.WriteAllBytes(PathOf("objectnet", "images", folder, $"{image}.png"), Picture(made++, border: 2));
            }
        }

        // The ids of ImageNet 2012 run otherwise than the model's numbers.
        Directory.CreateDirectory(PathOf("objectnet", "mappings"));
        Mapping("folder_to_objectnet_label.json",
            """{"alarm_clock": "Alarm clock", "bucket": "Bucket", "spoon_rest": "Spoon rest", "teapot": "Teapot"}""");
        Mapping("objectnet_to_imagenet_1k.json",
            """{"Alarm clock": "name of 3; name of 9, clock", "Bucket": "name of 0", "Teapot": "name of 11"}""");
        Mapping("pytorch_to_imagenet_2012_id.json",
            $"{{{string.Join(", ", Enumerable.Range(0, Classes).Select(number => $"\"{number}\": {Classes - 1 - number}"))}}}");
        Mapping("imagenet_to_label_2012_v2", string.Join('\n', Enumerable.Range(0, Classes).Reverse().Select(number =>
            number == 9 ? "name of 9, clock" : $"name of {number}")) + "\n");

        void Mapping(string file, string content) => File.WriteAllText(PathOf("objectnet", "mappings", file), content);
    }

    // JPEG fixtures in turn, and pictures of the test's own as PNG.
    private (string Extension, byte[] Content) NextImage()
    {
        var number = made++;
        return number % 3 == 0
            ? ("JPEG", File.ReadAllBytes(jpegs[number / 3 % jpegs.Length]))
            : ("png", Picture(number, border: 0));
    }

    private static byte[] Picture(int number, int border)
    {
        var random = new Random(number);
        var (width, height) = (random.Next(36, 60), random.Next(36, 60));
        var colours = Enumerable.Range(0, 16)
            .Select(_ => ((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256))).ToArray();
        return PngWriter.Colour(width, height, (x, y) =>
            x < border || y < border || x >= width - border || y >= height - border
                ? ((byte)255, (byte)0, (byte)0)
                : colours[(4 * (4 * y / height)) + (4 * x / width)]);
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Fixtures([CallerFilePath] string path = "") =>
        Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(path))!, "Training.Tests", "Images", "Fixtures");
}
