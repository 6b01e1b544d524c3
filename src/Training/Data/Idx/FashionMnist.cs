using System.Security.Cryptography;

namespace Counterfactual.Training.Data.Idx;

/// <summary>
/// Fashion-MNIST: 60,000 training and 10,000 test pictures of garments, 28 x 28 grey, ten classes (Xiao, Rasul and Vollgraf,
/// arXiv 1708.07747), as Debian's package <c>dataset-fashion-mnist</c> installs it.
/// </summary>
/// <remarks>Each half is read when it is first asked for, and its bytes are checked against the published ones.</remarks>
public sealed class FashionMnist
{
    /// <summary>The environment variable that names another directory of the four files.</summary>
    public const string DirectoryVariable = "COUNTERFACTUAL_FASHION_MNIST";

    /// <summary>Where the Debian package puts the four files.</summary>
    public const string DefaultDirectory = "/usr/share/datasets/fashion-mnist";

    private const int TrainingCount = 60_000;
    private const int TestCount = 10_000;

    private readonly Lazy<GarmentImages> training;
    private readonly Lazy<GarmentImages> test;

    /// <summary>Finds the data; nothing is read yet.</summary>
    /// <param name="directory">Where the files lie (each plain or with <c>.gz</c>); when null, the directory that
    /// <see cref="DirectoryVariable"/> names, or else <see cref="DefaultDirectory"/>.</param>
    public FashionMnist(string? directory = null)
    {
        directory ??= InstalledDirectory();
        training = new(() => Load(
            directory, "train", TrainingCount,
            "2e487a6c89124f78f2d7521542223cafe96f7123c3ca13d447772ac6ecbb3012",
            "657fbd221bfc9f4198cc14b5619cc33ec57c58dd0e47af4d99d6650759e869a7"));
        test = new(() => Load(
            directory, "t10k", TestCount,
            "c867c93ff95360594e8ec3287995350b824dd110b11595c0e13d5423f621867a",
            "3d0e6c6ea990b53b6f8f500a41cac93881d981b315f84578b7d915342ade01e9"));
    }

    /// <summary>Wraps data that is in memory already.</summary>
    internal FashionMnist(GarmentImages training, GarmentImages test)
    {
        this.training = new(training);
        this.test = new(test);
    }

    /// <summary>The 60,000 training pictures.</summary>
    /// <exception cref="FileNotFoundException">A file is missing; the message says what provides it.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or is not Fashion-MNIST's.</exception>
    public GarmentImages Training => training.Value;

    /// <summary>The 10,000 test pictures.</summary>
    /// <exception cref="FileNotFoundException">A file is missing; the message says what provides it.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or is not Fashion-MNIST's.</exception>
    public GarmentImages Test => test.Value;

    /// <summary>True when the four files lie in the directory that a null directory stands for.</summary>
    public static bool IsInstalled()
    {
        var directory = InstalledDirectory();
        string[] names =
            ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];
        return names.All(name =>
            File.Exists(Path.Combine(directory, name)) || File.Exists(Path.Combine(directory, name + ".gz")));
    }

    private static string InstalledDirectory() =>
        Environment.GetEnvironmentVariable(DirectoryVariable) is { Length: > 0 } named ? named : DefaultDirectory;

    private static GarmentImages Load(string directory, string half, int count, string imagesSha256, string labelsSha256)
    {
        var images = ReadChecked(
            directory, $"{half}-images-idx3-ubyte", imagesSha256, count, GarmentImages.Side, GarmentImages.Side);
        var labels = ReadChecked(directory, $"{half}-labels-idx1-ubyte", labelsSha256, count);
        return new GarmentImages(images, labels);
    }

    private static byte[] ReadChecked(string directory, string name, string expectedSha256, params ReadOnlySpan<int> dimensions)
    {
        var path = Find(directory, name);
        var elements = IdxFile.ReadBytes(path, dimensions);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(elements));
        return sha256 == expectedSha256
            ? elements
            : throw new InvalidDataException(
                $"{path}: not Fashion-MNIST's: its elements have SHA-256 {sha256}; expected {expectedSha256}");
    }

    private static string Find(string directory, string name)
    {
        var plain = Path.Combine(directory, name);
        var zipped = plain + ".gz";
        if (File.Exists(zipped))
        {
            return zipped;
        }

        return File.Exists(plain)
            ? plain
            : throw new FileNotFoundException(
                $"{zipped}: no such file; install Debian's package dataset-fashion-mnist (apt-get install "
                + $"dataset-fashion-mnist), or name the directory of its files in {DirectoryVariable}", zipped);
    }
}
