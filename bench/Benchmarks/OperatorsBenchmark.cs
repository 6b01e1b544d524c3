using System.Diagnostics;
using System.Globalization;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Benchmarks;

/// <summary>What a call of an operator costs beside its work: the sum of two tensors of 4 elements, on one thread.</summary>
internal static class OperatorsBenchmark
{
    private const string Interpreter = "/usr/bin/python3";

    // Rounds of about a millisecond, C# and Python by turns: what else the machine does disturbs few of them, and both alike.
    private const int Calls = 1_000;
    private const int Rounds = 1_001;
    private const int WarmUpRounds = 500;

    // Runs one round for each line that it reads.
    private static readonly string PythonProgram = $"""
        import sys, time, torch
        torch.set_num_threads(1)
        a = torch.ones(4); b = torch.ones(4)
        def round_of_calls():
            begin = time.perf_counter_ns()
            for _ in range({Calls}): a + b
            return (time.perf_counter_ns() - begin) / {Calls}
        print(torch.__version__, flush=True)
        for _ in sys.stdin: print(round_of_calls(), flush=True)
        """;

    public static int Run(string[] arguments, Figures figures)
    {
        set_num_threads(1);
        using var a = ones(4);
        using var b = ones(4);
        using var process = StartPython();
        var pythonVersion = process?.StandardOutput.ReadLine();
        var (atOnce, scoped, inPython) = (new double[Rounds], new double[Rounds], new double[Rounds]);
        for (var i = -WarmUpRounds; i < Rounds; i++)
        {
            // A warm-up round is overwritten by a real one.
            var round = Math.Max(i, 0);
            atOnce[round] = Nanoseconds(() => AddAndDispose(a, b));
            scoped[round] = Nanoseconds(() => AddInScopes(a, b));
            inPython[round] = pythonVersion is null ? double.NaN : PythonNanoseconds(process!);
        }
        figures.Condition($"add of 4 elements, 1 thread, libtorch {version}: rounds of {Calls} calls, by turns");
        Sample python = new(inPython);
        if (pythonVersion is null)
        {
            Console.Error.WriteLine($"{Interpreter} has no torch: there is nothing to compare with");
        }
        else
        {
            figures.Add(Figure.Of($"Python, PyTorch {pythonVersion}", "ns", python));
        }

        Add("C#, each sum disposed at once", new(atOnce));
        Add("C#, scopes of 100 sums", new(scoped));
        return 0;

        void Add(string name, Sample ours)
        {
            var figure = Figure.Of(name, "ns", ours);
            figures.Add(pythonVersion is null ? figure : figure.Beside("Python's", ours, python));
        }
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
        var begin = Stopwatch.GetTimestamp();
        calls();
        return Stopwatch.GetElapsedTime(begin).TotalNanoseconds / Calls;
    }

    private static double PythonNanoseconds(Process python)
    {
        python.StandardInput.WriteLine();
        python.StandardInput.Flush();
        return double.Parse(python.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
    }

    private static Process? StartPython()
    {
        if (!File.Exists(Interpreter))
        {
            return null;
        }
        var start = new ProcessStartInfo(Interpreter, ["-c", PythonProgram])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["OMP_NUM_THREADS"] = "1";
        return Process.Start(start);
    }
}
