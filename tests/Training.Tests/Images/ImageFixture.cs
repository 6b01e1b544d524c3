using System.Runtime.CompilerServices;

namespace Counterfactual.Training.Tests.Images;

/// <summary>The small images in Fixtures, and what Pillow reads from them.</summary>
internal static class ImageFixture
{
    public static TheoryData<string> Jpegs => [.. Names];

    public static IEnumerable<string> Names =>
        Directory.GetFiles(Folder(), "*.jpg").Select(path => Path.GetFileNameWithoutExtension(path)).Order();

    public static byte[] Read(string file) => File.ReadAllBytes(Path.Combine(Folder(), file));

    private static string Folder([CallerFilePath] string path = "") => Path.Combine(Path.GetDirectoryName(path)!, "Fixtures");
}
