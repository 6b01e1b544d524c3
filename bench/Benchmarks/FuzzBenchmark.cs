using System.Diagnostics;
using System.Globalization;
using Counterfactual.Tests.Fuzzing;

namespace Counterfactual.Benchmarks;

/// <summary>Hostile input of every kind for as long as one likes; a failure names the seed that repeats it.</summary>
internal static class FuzzBenchmark
{
    public static int Run(string[] arguments, Figures figures)
    {
        var minutes = 1.0;
        var firstSeed = 0;
        if (!Read(arguments, ref minutes, ref firstSeed))
        {
            Console.Error.WriteLine("usage: Benchmarks fuzz [--minutes M] [--seed FIRST]   (M in all, default 1)");
            return 2;
        }

        var each = TimeSpan.FromMinutes(minutes / Fuzzers.All.Count);
        var failed = 0;
        foreach (var (name, make) in Fuzzers.All)
        {
            failed += Fuzz(figures, name, make, firstSeed, each);
        }

        return failed == 0 ? 0 : 1;
    }

    private static bool Read(string[] arguments, ref double minutes, ref int firstSeed) => arguments switch
    {
        [] => true,
        ["--minutes", var text, .. var rest] =>
            double.TryParse(text, CultureInfo.InvariantCulture, out minutes) && minutes > 0
                && Read(rest, ref minutes, ref firstSeed),
        ["--seed", var text, .. var rest] =>
            int.TryParse(text, CultureInfo.InvariantCulture, out firstSeed) && Read(rest, ref minutes, ref firstSeed),
        _ => false,
    };

    private static int Fuzz(Figures figures, string name, Func<IFuzzer> make, int firstSeed, TimeSpan duration)
    {
        using var fuzzer = make();
        var watch = Stopwatch.StartNew();
        var seed = firstSeed;
        for (; watch.Elapsed < duration; seed++)
        {
            try
            {
                fuzzer.Try(seed);
            }
#pragma warning disable CA1031 // Any exception is what is looked for.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                Console.Error.WriteLine($"{name}: seed {seed}: {failure}");
                return 1;
            }
        }

        GC.Collect();
        figures.Add(new() { Name = $"{name}, without a failure", Value = seed - firstSeed, Unit = "inputs" });
        figures.Add(new() { Name = "  resident memory afterwards", Value = Environment.WorkingSet >> 20, Unit = "MiB" });
        return 0;
    }
}
