using System.Runtime.CompilerServices;
using Counterfactual.Training.Images;

namespace Counterfactual.Tests.Fuzzing;

/// <summary>Damaged JPEG and PNG files: headers and bodies, given to the native decoder.</summary>
internal sealed class ImageFuzzer : IFuzzer
{
    private static readonly ImageLimits Limits = new() { Pixels = 1 << 20 };
    private static readonly Preprocessing Preprocessing = new() { Size = 32, Border = 1 };

    private readonly byte[] planes = new byte[Preprocessing.Bytes];
    private readonly List<byte[]> images;

    /// <param name="extension">Of the images to damage: <c>.jpg</c> or <c>.png</c>.</param>
    public ImageFuzzer(string extension)
    {
        images = [.. Folders().Where(Directory.Exists).SelectMany(folder => Directory.GetFiles(folder, "*" + extension))
            .Order(StringComparer.Ordinal).Select(File.ReadAllBytes).Where(image => image.Length <= 1 << 16)];
        if (extension == ".png")
        {
            images.Add(PngWriter.Colour(19, 23, (x, y) => ((byte)x, (byte)y, 9), interlaced: true));
            images.Add(PngWriter.File(
                16, 16, 8, 3, (x, y) => [(byte)(x & y)], palette: [.. Enumerable.Range(0, 48).Select(i => (byte)i)]));
            images.Add(PngWriter.File(9, 7, 16, 6, (x, y) => [.. Enumerable.Repeat((byte)(x * y), 8)]));
        }
    }

    public void Try(int seed)
    {
        var random = new Random(seed);
        var image = images[random.Next(images.Count)];

        // The format's tables and sizes stand in the first bytes: half of the damage goes there.
        var headLength = Math.Min(image.Length, 200);
        byte[] damaged = random.Next(2) == 0
            ? [.. Mutation.Of(image[..headLength], random), .. image[headLength..]]
            : Mutation.Of(image, random);
        try
        {
            ImageDecoder.ReadHeader(damaged, Limits);
            ImageDecoder.Preprocess(damaged, Preprocessing, planes, Limits);
            ImageDecoder.Decode(damaged, Limits);
        }
        catch (ImageException)
        {
        }
    }

    public void Dispose()
    {
    }

    // The tests' own images, and the golden ones where they are.
    private static IEnumerable<string> Folders([CallerFilePath] string path = "")
    {
        var tests = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(path)))!;
        yield return Path.Combine(tests, "Training.Tests", "Images", "Fixtures");
        yield return Path.Combine(
            Environment.GetEnvironmentVariable("COUNTERFACTUAL_GOLDEN") is { Length: > 0 } golden
                ? golden
                : Path.Combine(Path.GetDirectoryName(tests)!, "..", "shared", "golden"),
            "images");
    }
}
