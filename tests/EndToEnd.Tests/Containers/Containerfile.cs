using System.Text.RegularExpressions;
using Counterfactual.EndToEnd.Tests.Kubernetes;

namespace Counterfactual.EndToEnd.Tests.Containers;

/// <summary>The instructions of a Containerfile, each on one line, with its comments left out.</summary>
internal sealed partial class Containerfile
{
    private Containerfile(IReadOnlyList<string> instructions) => Instructions = instructions;

    public IReadOnlyList<string> Instructions { get; }

    /// <summary>The last stage, which is the image.</summary>
    public IEnumerable<string> Image => Instructions.Skip(Instructions.ToList().FindLastIndex(IsStage));

    /// <summary>Reads a file of the folder deploy.</summary>
    public static Containerfile Read(string name)
    {
        var lines = File.ReadLines(Repository.Path($"deploy/{name}")).Where(line => !line.StartsWith('#'));
        var text = Continuation().Replace(string.Join('\n', lines), " ");
        return new([.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)]);
    }

    /// <summary>What instructions of a kind say.</summary>
    public IEnumerable<string> Of(string kind) => Of(kind, Instructions);

    /// <summary>What instructions of a kind say in the image's own stage.</summary>
    public IEnumerable<string> OfImage(string kind) => Of(kind, Image);

    /// <summary>The instructions of a stage that has a name.</summary>
    public IEnumerable<string> Stage(string name) => Instructions
        .SkipWhile(instruction => !(IsStage(instruction) && instruction.EndsWith($" AS {name}", StringComparison.Ordinal)))
        .TakeWhile((instruction, index) => index == 0 || !IsStage(instruction));

    private static bool IsStage(string instruction) => instruction.StartsWith("FROM ", StringComparison.Ordinal);

    private static IEnumerable<string> Of(string kind, IEnumerable<string> instructions) => instructions
        .Where(instruction => instruction.StartsWith($"{kind} ", StringComparison.Ordinal))
        .Select(instruction => instruction[(kind.Length + 1)..]);

    [GeneratedRegex(@"\s*\\\n\s*")]
    private static partial Regex Continuation();
}
