using System.Diagnostics;
using System.Globalization;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Benchmarks;

/// <summary>What a call of an operator costs beside its work: the sum of two tensors of 4 elements, on one thread.</summary>
internal static class OperatorsBenchmark
{
    // Rounds of about a millisecond: on a machine that is busy with other things most of them run undisturbed.
    private const int Calls = 1_000;
    private const int Rounds = 1_001;
    private const int WarmUpRounds = 500;

    // The same measure as Nanoseconds below: the median over rounds of the mean over calls.
    private static readonly string PythonProgram = $"""
        import statistics, time, torch
        torch.set_num_threads(1)
        a = torch.ones(4); b = torch.ones(4)
        def round_of_calls():
            begin = time.perf_counter_ns()
            for _ in range({Calls}): a + b
            return (time.perf_counter_ns() - begin) / {Calls}
        for _ in range({WarmUpRounds}): round_of_calls()
        print(statistics.median(round_of_calls() for _ in range({Rounds})), torch.__version__)
        """;

    public static int Run(string[] arguments)
    {
        set_num_threads(1);
        using var a = ones(4);
        using var b = ones(4);
        var atOnce = Nanoseconds(() => AddAndDispose(a, b));
        var scoped = Nanoseconds(() => AddInScopes(a, b));
        Console.WriteLine($"add of 4 elements, 1 thread, libtorch {version}: median of {Rounds} rounds of {Calls:N0} calls");
        Console.WriteLine($"C#, each sum disposed at once     {atOnce,8:F0} ns");
        Console.WriteLine($"C#, scopes of 100 sums            {scoped,8:F0} ns");
        if (Python() is var (nanoseconds, pythonVersion))
        {
            Console.WriteLine($"Python, PyTorch {pythonVersion,-17} {nanoseconds,8:F0} ns");
            Console.WriteLine($"Python / C# (disposed at once)    {nanoseconds / atOnce,8:F2}");
        }
        else
        {
            Console.WriteLine("Python: /usr/bin/python3 has no torch, nothing to compare with");
        }
        return 0;
    }

    private static void AddAndDispose(Tensor a, Tensor b)
    {
        for (var i = 0; i < Calls; i++)
        {
            (a + b).Dispose();
        }
    }

    private static void AddInScopes(Tensor a, Tensor b)
    {
        for (var i = 0; i < Calls / 100; i++)
        {
            using var scope = NewDisposeScope();
            for (var j = 0; j < 100; j++)
            {
                _ = a + b;
            }
        }
    }

    private static double Nanoseconds(Action calls)
    {
        // The first rounds are the compiler's: it replaces the code as it learns what is hot.
        for (var i = 0; i < WarmUpRounds; i++)
        {
            calls();
        }
        var rounds = new double[Rounds];
        for (var i = 0; i < Rounds; i++)
        {
            var begin = Stopwatch.GetTimestamp();
            calls();
            rounds[i] = Stopwatch.GetElapsedTime(begin).TotalNanoseconds / Calls;
        }
        Array.Sort(rounds);
        return rounds[Rounds / 2];
    }

    private static (double Nanoseconds, string Version)? Python()
    {
        const string interpreter = "/usr/bin/python3";
        if (!File.Exists(interpreter))
        {
            return null;
        }
        var start = new ProcessStartInfo(interpreter, ["-c", PythonProgram]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["OMP_NUM_THREADS"] = "1";
        using var python = Process.Start(start)!;
        var errors = python.StandardError.ReadToEndAsync();
        var output = python.StandardOutput.ReadToEnd();
        python.WaitForExit();
        _ = errors.Result;
        return python.ExitCode == 0 && output.Split() is [var nanoseconds, var version, ..]
            ? (double.Parse(nanoseconds, CultureInfo.InvariantCulture), version)
            : null;
    }
}
