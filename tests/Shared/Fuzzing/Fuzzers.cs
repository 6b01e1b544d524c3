namespace Counterfactual.Tests.Fuzzing;

/// <summary>All fuzzers. The tests try each for a while, and <c>bench fuzz</c> for as long as one likes.</summary>
internal static class Fuzzers
{
    /// <summary>By what is fuzzed.</summary>
    public static IReadOnlyDictionary<string, Func<IFuzzer>> All { get; } = new Dictionary<string, Func<IFuzzer>>
    {
        ["clip"] = () => new ClipFuzzer(),
        ["zero-shot head"] = () => new ZeroShotHeadFuzzer(),
        ["vocabulary"] = () => new VocabularyFuzzer(),
        ["tokenizer"] = () => new TokenizerFuzzer(),
        ["jpeg"] = () => new ImageFuzzer(".jpg"),
        ["png"] = () => new ImageFuzzer(".png"),
        ["tar"] = () => new TarFuzzer(),
        ["shard file"] = () => new ShardFileFuzzer(),
        ["idx"] = () => new IdxFuzzer(),
    };
}
