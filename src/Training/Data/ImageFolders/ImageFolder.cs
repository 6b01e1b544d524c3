namespace Counterfactual.Training.Data.ImageFolders;

/// <summary>
/// A directory with one folder a class, and that class's images anywhere in it (torchvision's <c>ImageFolder</c>). Classes are
/// numbered in the ordinal order of their folders' names, images ordered by class, then by path.
/// </summary>
public sealed class ImageFolder : ILabelledImages
{
    // Links are followed, as data sets are often made of them; this ends a circle of links.
    private const int DeepestFolder = 8;

    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png"];

    private ImageFolder(string root, IReadOnlyList<string> classes, IReadOnlyList<FolderImage> images, int otherFiles)
    {
        Root = root;
        Classes = classes;
        Images = images;
        OtherFiles = otherFiles;
    }

    /// <summary>The directory.</summary>
    public string Root { get; }

    /// <summary>Names of the classes' folders; a class's number is its place here.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>The images.</summary>
    public IReadOnlyList<FolderImage> Images { get; }

    /// <inheritdoc/>
    public int Count => Images.Count;

    /// <inheritdoc/>
    public IReadOnlyList<int> ImagesPerClass
    {
        get
        {
            var counts = new int[Classes.Count];
            foreach (var image in Images)
            {
                counts[image.Label]++;
            }
            return counts;
        }
    }

    /// <summary>Files in the classes' folders that are no images by their name (jpg, jpeg, png), and are left out.</summary>
    public int OtherFiles { get; }

    /// <summary>Lists a directory.</summary>
    /// <exception cref="ImageFolderException">It has no folders, or one of them has no images.</exception>
    /// <exception cref="IOException">It is missing or cannot be read.</exception>
    public static ImageFolder Scan(string root)
    {
        var classes = Directory.GetDirectories(root).Select(path => Path.GetFileName(path))
            .Order(StringComparer.Ordinal).ToList();
        if (classes.Count == 0)
        {
            throw new ImageFolderException($"{root}: no folders; expected one for each class, with its images");
        }
        var images = new List<FolderImage>();
        var otherFiles = 0;
        for (var label = 0; label < classes.Count; label++)
        {
            var files = FilesOf(root, classes[label]);
            var before = images.Count;
            images.AddRange(files.Where(IsImage).Select(path => new FolderImage(path, label)));
            if (images.Count == before)
            {
                throw new ImageFolderException(
                    $"{Path.Combine(root, classes[label])}: no images (jpg, jpeg or png) of this class");
            }
            otherFiles += files.Count - (images.Count - before);
        }
        return new ImageFolder(root, classes, images, otherFiles);
    }

    /// <inheritdoc/>
    public EncodedImage Read(int number)
    {
        var image = Images[number];
        var extension = Path.GetExtension(image.Path).Equals(".png", StringComparison.OrdinalIgnoreCase) ? "png" : "jpg";
        return new(extension, Content(Path.Combine(Root, image.Path)), image.Label, image.Path);
    }

    /// <summary>The folder without some of its classes; the others are numbered anew, in the same order.</summary>
    public ImageFolder Only(IEnumerable<string> classes)
    {
        var kept = classes.ToHashSet(StringComparer.Ordinal);
        var names = Classes.Where(kept.Contains).ToList();
        var labels = names.Select((name, label) => (name, label))
            .ToDictionary(pair => pair.name, pair => pair.label, StringComparer.Ordinal);
        return new ImageFolder(
            Root, names,
            [.. Images.Where(image => kept.Contains(Classes[image.Label]))
                .Select(image => image with { Label = labels[Classes[image.Label]] })],
            OtherFiles);
    }

    // A pipe or a device says that it is empty: reading it might never end. As an empty image it is reported with its path.
    private static byte[] Content(string path) => new FileInfo(path).Length > 0 ? File.ReadAllBytes(path) : [];

    private static List<string> FilesOf(string root, string className)
    {
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = DeepestFolder,
            AttributesToSkip = FileAttributes.None,
            IgnoreInaccessible = false,
        };
        return [.. Directory.EnumerateFiles(Path.Combine(root, className), "*", options)
            .Select(path => Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/'))
            .Order(StringComparer.Ordinal)];
    }

    private static bool IsImage(string path) => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);
}

/// <summary>An image of an image folder.</summary>
/// <param name="Path">Its path from the folder's root, with slashes.</param>
/// <param name="Label">Number of its class.</param>
public readonly record struct FolderImage(string Path, int Label);
