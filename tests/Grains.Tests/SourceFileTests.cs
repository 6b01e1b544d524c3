using System.Globalization;
using System.Runtime.CompilerServices;

namespace Counterfactual.Grains.Tests;

/// <summary>Nobody has to scroll sideways, or to read a file for more than one thing.</summary>
public sealed class SourceFileTests
{
    private const int MostLines = 300;

    private static readonly string[] Folders = ["src", "tests", "bench", "native", "eng", "sweeps", "deploy"];
    private static readonly string[] Extensions = [".cs", ".cpp", ".h", ".csproj", ".css", ".js", ".yaml", ".sql", ""];
    private static readonly string[] NotOurs = ["bin", "obj", "node_modules", "artifacts", "vendor"];

    [Fact]
    public void Lines_are_no_longer_than_the_editor_is_told()
    {
        var longest = int.Parse(
            File.ReadLines(Path.Combine(Root(), ".editorconfig"))
                .Single(line => line.StartsWith("max_line_length", StringComparison.Ordinal)).Split('=')[1],
            CultureInfo.InvariantCulture);
        var tooLong =
            from file in Sources()
            where Extensions.Contains(Path.GetExtension(file))
            from line in File.ReadLines(file).Index()
            where line.Item.Length > longest
            select $"{file}:{line.Index + 1} has {line.Item.Length} characters";
        Assert.Empty(tooLong);
    }

    [Fact]
    public void Files_are_short() =>
        Assert.Empty(
            from file in Sources()
            where Path.GetExtension(file) == ".cs"
            let lines = File.ReadLines(file).Count()
            where lines > MostLines
            select $"{file} has {lines} lines; expected at most {MostLines}");

    private static IEnumerable<string> Sources() =>
        from folder in Folders.Select(folder => Path.Combine(Root(), folder)).Where(Directory.Exists)
        from file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        where !file.Split(Path.DirectorySeparatorChar).Intersect(NotOurs).Any()
        select file;

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(here, "..", "..", ".."));
}
