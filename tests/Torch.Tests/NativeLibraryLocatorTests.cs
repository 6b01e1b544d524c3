using Counterfactual.Torch.Native;

namespace Counterfactual.Torch.Tests;

public sealed class NativeLibraryLocatorTests : IDisposable
{
    private const string Library = "libcounterfactual_torch.so";

    private readonly string root = Directory.CreateTempSubdirectory("locator").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void The_named_directory_comes_before_the_program_and_that_before_the_folders_above()
    {
        var named = Place("named");
        var program = Path.Combine(root, "artifacts", "bin", "Silo");
        Directory.CreateDirectory(program);
        var above = Place("artifacts/native");
        Assert.Equal(above, NativeLibraryLocator.Find(Library, null, program));
        var beside = Place("artifacts/bin/Silo");

        Assert.Equal(beside, NativeLibraryLocator.Find(Library, "", program));
        Assert.Equal(named, NativeLibraryLocator.Find(Library, Path.Combine(root, "named"), program));
    }

    [Fact]
    public void A_library_that_is_nowhere_is_an_error_that_names_how_to_build_it()
    {
        var error = Assert.Throws<DllNotFoundException>(() => NativeLibraryLocator.Find(Library, null, root));

        Assert.Contains("native/build", error.Message);
        Assert.Contains("COUNTERFACTUAL_NATIVE", error.Message);
    }

    private string Place(string folder)
    {
        var path = Path.Combine(root, folder, Library);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "");
        return path;
    }
}
