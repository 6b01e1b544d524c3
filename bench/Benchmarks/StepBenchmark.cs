using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Counterfactual.Torch;
using Counterfactual.Torch.Modules;
using Counterfactual.Training.Method;
using Counterfactual.Training.Models;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Benchmarks;

/// <summary>
/// Training images a second of every method, against the same method written plainly in PyTorch. Rounds of the two go by turns,
/// so that what else the machine does hits both alike.
/// </summary>
internal static class StepBenchmark
{
    private const int WarmUpRounds = 2;

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
        using var reference = StepReference.TryStart(options);
        if (reference is null)
        {
            Console.Error.WriteLine($"{options.Interpreter} has no torch: there is nothing to compare with");
        }

        var rows = options.Methods.Select(method => Measure(options, method, reference)).ToList();
        Print(options, rows, reference?.Version);
        return 0;
    }

    private static Row Measure(StepBenchmarkOptions options, string method, StepReference? reference)
    {
        using var ours = new OurStep(options, method);
        var (own, plain) = (new List<double>(), new List<double>());
        for (var round = -WarmUpRounds; round < options.Rounds; round++)
        {
            var (ownSpeed, plainSpeed) = (ours.Round(), reference?.Round(method) ?? double.NaN);
            if (round >= 0)
            {
                own.Add(ownSpeed);
                plain.Add(plainSpeed);
            }
        }

        return new(method, Median(own), Spread(own), Median(plain), Spread(plain), Median([.. own.Zip(plain, (a, b) => a / b)]));
    }

    private static void Print(StepBenchmarkOptions options, List<Row> rows, string? referenceVersion)
    {
        if (options.Json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                model = options.ModelName,
                batch = options.Batch,
                threads = options.Threads,
                device = options.Device,
                rounds = options.Rounds,
                steps_per_round = options.StepsPerRound,
                libtorch = version,
                reference = referenceVersion,
                rows,
            }));
            return;
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{options.ModelName}, batch {options.Batch}, {options.Threads} thread(s), {options.Device}, libtorch {version}; "
                + $"reference: plain PyTorch {referenceVersion}"));
        Console.WriteLine(
            $"median images a {(options.ProcessorTime ? "processor second" : "second")} of {options.Rounds} rounds of "
                + $"{options.StepsPerRound} steps, by turns; +- half the range of the middle half");
        Console.WriteLine($"{"method",-16} {"ours",16} {"reference",16} {"ratio",7}");
        foreach (var row in rows)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Method,-16} {row.Ours,9:F1} +- {row.OursSpread,-4:F1} {row.Reference,9:F1} +- "
                    + $"{row.ReferenceSpread,-4:F1} {row.Ratio,6:F2}"));
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static double Spread(List<double> values)
    {
        var ordered = values.Order().ToList();
        return (ordered[ordered.Count * 3 / 4] - ordered[ordered.Count / 4]) / 2;
    }

    private sealed record Row(
        string Method, double Ours, double OursSpread, double Reference, double ReferenceSpread, double Ratio);

    /// <summary>A student, its teacher and its optimiser, that take steps on one batch of noise.</summary>
    private sealed class OurStep : IDisposable
    {
        private readonly StepBenchmarkOptions options;
        private readonly ImageClassifier student;
        private readonly ImageClassifier teacher;
        private readonly AdamW optimizer;
        private readonly CounterfactualSampler? sampler;
        private readonly Parameter[] parameters;
        private readonly Tensor images;
        private readonly Tensor labels;
        private int step;

        public OurStep(StepBenchmarkOptions options, string method)
        {
            this.options = options;
            var place = device(options.Device);
            student = new ImageClassifier(options.Model, options.Classes);
            ModelInitialization.Initialize(student, headDeviation: 2, seed: 0);
            student.to(place);
            teacher = student.Copy();
            teacher.requires_grad_(false);
            parameters = [.. student.parameters()];
            optimizer = optim.AdamW(student.named_parameters(), lr: 1e-6, weight_decay: 0.1);
            sampler = method == "vanilla" ? null : new CounterfactualSampler(Counterfactual(method), seed: 0);
            images = randint(
                0, 256, [options.Batch, 3, options.Model.Resolution, options.Model.Resolution], ScalarType.Byte, place);
            labels = randint(0, options.Classes, [options.Batch], ScalarType.Int64, place);
        }

        /// <summary>Takes a round of steps.</summary>
        /// <returns>Images a second.</returns>
        public double Round()
        {
            synchronize(images.device);
            var started = Now();
            for (var i = 0; i < options.StepsPerRound; i++)
            {
                Step();
            }

            synchronize(images.device);
            return options.Batch * options.StepsPerRound / (Now() - started).TotalSeconds;
        }

        public void Dispose()
        {
            optimizer.Dispose();
            teacher.Dispose();
            student.Dispose();
            images.Dispose();
            labels.Dispose();
        }

        private TimeSpan Now() => options.ProcessorTime ? Environment.CpuUsage.TotalTime : Stopwatch.GetElapsedTime(0);

        private void Step()
        {
            using var scope = NewDisposeScope();
            var clean = CleanPass.Run(student, images, keepAttention: sampler?.NeedsRelevance ?? false);
            var loss = nn.functional.cross_entropy(clean.Logits, labels);
            if (sampler is not null)
            {
                loss = loss
                    + 10 * FeatureDistance.Compute(student, teacher, clean, sampler.Sample(clean, labels, epoch: 0, step++));
            }

            optimizer.zero_grad();
            loss.backward();
            optimizer.step(nn.utils.clipping(parameters, 1).Scale);
            _ = loss.item<double>();
        }

        private static CounterfactualOptions Counterfactual(string method)
        {
            var parts = method == "no-masking" ? ["none", "none"] : method.Split('-');
            var masking = Enum.Parse<Masking>(parts[0], ignoreCase: true);
            return new()
            {
                Masking = masking,
                Refill = Enum.Parse<Refill>(parts[1], ignoreCase: true),
                Level = masking == Masking.Random ? 0.5 : 0.3,
            };
        }
    }
}
