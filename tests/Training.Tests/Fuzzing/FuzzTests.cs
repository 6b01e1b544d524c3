using System.Diagnostics;
using Counterfactual.Tests.Fuzzing;

namespace Counterfactual.Training.Tests.Fuzzing;

/// <summary>A while of hostile input, always the same. <c>bench fuzz</c> goes on from there.</summary>
[Collection(AloneCollection.Name)]
public sealed class FuzzTests
{
    private const int Tries = 3000;
    private const long MostGrowth = 64 << 20;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    public static TheoryData<string> Names => [.. Fuzzers.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Hostile_input_is_read_or_refused_and_leaves_nothing_behind(string name)
    {
        using var fuzzer = Fuzzers.All[name]();
        var watch = Stopwatch.StartNew();
        var before = 0L;
        var resident = 0L;
        for (var seed = 0; seed < Tries && watch.Elapsed < Longest; seed++)
        {
            try
            {
                fuzzer.Try(seed);
            }
            catch (Exception failure)
            {
                Assert.Fail($"{name}, seed {seed}: {failure}");
            }

            if (seed == 50)
            {
                before = GC.GetTotalMemory(forceFullCollection: true);
                resident = Environment.WorkingSet;
            }
        }

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, MostGrowth);

        // What native code forgets to free is seen here alone; the managed heap may have grown meanwhile.
        Assert.InRange(Environment.WorkingSet - resident, long.MinValue, 4 * MostGrowth);
    }
}

/// <summary>Tests that measure what the process takes: nothing else runs meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
