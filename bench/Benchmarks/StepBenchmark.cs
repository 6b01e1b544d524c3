using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Benchmarks;

/// <summary>
/// Training images a second of every method, against the same method written plainly in PyTorch. Rounds of the two go by turns,
/// so that what else the machine does hits both alike.
/// </summary>
internal static class StepBenchmark
{
    private const int WarmUpRounds = 2;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static int Run(string[] arguments)
    {
        StepBenchmarkOptions options;
        try
        {
            options = StepBenchmarkOptions.Parse(arguments);
        }
        catch (FormatException wrong)
        {
            Console.Error.WriteLine($"{wrong.Message}\n{StepBenchmarkOptions.Usage}");
            return 2;
        }

        set_num_threads(options.Threads);
        use_deterministic_algorithms(options.Deterministic);
        if (options.LossCurve > 0)
        {
            return LossCurve.Compare(options);
        }

        using var reference = StepReference.TryStart(options);
        if (reference is null)
        {
            Console.Error.WriteLine($"{options.Interpreter} has no torch: there is nothing to compare with");
        }

        var peak = MatrixPeak.Measure(device(options.Device), options.WorkingType);
        var rows = options.Methods.Select(method => Measure(options, method, reference, peak)).ToList();
        Print(options, rows, reference?.Version, peak);
        return 0;
    }

    private static StepRow Measure(StepBenchmarkOptions options, string method, StepReference? reference, double peak)
    {
        var place = device(options.Device);
        empty_cache(place);
        reset_peak_memory_stats(place);
        using var ours = new OurStep(options, method);

        // The teacher's maps are computed beforehand; the plain implementation has no such thing.
        var plainMethod = method.Replace(StepBenchmarkOptions.TeacherMap, "", StringComparison.Ordinal);
        var (ownSpeeds, plainSpeeds) = (new List<double>(), new List<double>());
        for (var round = -WarmUpRounds; round < options.Rounds; round++)
        {
            var (ownSpeed, plainSpeed) = (ours.Round(), reference?.Round(plainMethod) ?? double.NaN);
            if (round >= 0)
            {
                ownSpeeds.Add(ownSpeed);
                plainSpeeds.Add(plainSpeed);
            }
        }

        var peakMemory = memory_stats(place).PeakAllocated;
        var (forward, backward, optimizer) = ours.Split();
        var (own, plain) = (new Sample(ownSpeeds), new Sample(plainSpeeds));
        var ratio = own.Over(plain);
        return new()
        {
            Method = method,
            Ours = own.Median,
            OursSpread = own.Spread,
            Reference = plain.Median,
            ReferenceSpread = plain.Spread,
            Ratio = ratio.Median,
            RatioSpread = ratio.Spread,
            ForwardShare = forward,
            BackwardShare = backward,
            OptimizerShare = optimizer,
            PeakShare = own.Median * StepOperations.OfTraining(options.Model, method) / peak,
            PeakMemory = peakMemory,
        };
    }

    private static void Print(StepBenchmarkOptions options, List<StepRow> rows, string? referenceVersion, double peak)
    {
        if (options.Json)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                new
                {
                    options.ModelName,
                    options.Batch,
                    options.Threads,
                    options.Device,
                    options.HalfPrecision,
                    options.ReferenceAutocast,
                    options.ProcessorTime,
                    options.Rounds,
                    options.StepsPerRound,
                    Libtorch = version,
                    ReferenceVersion = referenceVersion,
                    MatrixPeak = peak,
                    Rows = rows,
                },
                Json));
            return;
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{options.ModelName}, batch {options.Batch}, {options.Threads} thread(s), {options.Device}, "
            + $"{(options.HalfPrecision ? "bfloat16" : "float32")}, libtorch {version}; "
            + $"reference: plain PyTorch {referenceVersion}"
            + $"{(options.ReferenceAutocast ? " in bfloat16" : "")}; matrix product {peak / 1e9:F0} GFLOP/s"));
        Console.WriteLine(
            $"median images a {(options.ProcessorTime ? "processor second" : "second")} of {options.Rounds} rounds of "
            + $"{options.StepsPerRound} steps, by turns; +- half the range of the middle half");
        Console.WriteLine(
            $"{"method",-22} {"ours",16} {"reference",16} {"ratio",13}   forward backward optimiser  of peak   memory");
        foreach (var row in rows)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Method,-22} {row.Ours,9:G4} +- {row.OursSpread,-4:G2} {row.Reference,9:G4} +- {row.ReferenceSpread,-4:G2} "
                + $"{row.Ratio,6:F2} +- {row.RatioSpread:F2}   {row.ForwardShare,7:P0} {row.BackwardShare,8:P0} "
                + $"{row.OptimizerShare,9:P0} {row.PeakShare,8:P0} {row.PeakMemory / (1 << 20),5} MiB"));
        }
    }
}
