namespace Counterfactual.Tests.Fuzzing;

/// <summary>Fuzzes the reader of a kind of file with damaged copies of good ones.</summary>
internal abstract class FileFuzzer : IFuzzer
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("counterfactual-fuzz-");

    public void Try(int seed)
    {
        var random = new Random(seed);
        var path = PathOf("input");
        File.WriteAllBytes(path, Input(random));
        Read(path);
    }

    public void Dispose() => directory.Delete(recursive: true);

    protected string PathOf(string name) => Path.Combine(directory.FullName, name);

    /// <summary>The bytes of a hostile file.</summary>
    protected abstract byte[] Input(Random random);

    /// <summary>Reads it; the reader's own exceptions are its right.</summary>
    protected abstract void Read(string path);
}
