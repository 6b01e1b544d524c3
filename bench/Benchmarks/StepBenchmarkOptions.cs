using System.Globalization;
using Counterfactual.Torch;
using Counterfactual.Training.Models;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Benchmarks;

/// <summary>What <c>bench step</c> measures.</summary>
internal sealed record StepBenchmarkOptions
{
    public const string Usage =
        """
        usage: Benchmarks step [--model miniature|vit-b-32|vit-b-16|vit-l-14] [--batch N] [--threads N] [--steps N] [--rounds N]
            [--methods METHOD,...] [--device cpu|cuda:N] [--precision float32|bf16] [--loss-curve STEPS]
            [--python PATH] [--reference-autocast true|false] [--clock wall|processor] [-o table|json]
            [--deterministic true|false] [--recorded true|false]
        methods: vanilla, no-masking, and (random|object|context)-(none|single|multi); with -teacher at the end of the last two
        the frozen model's maps are taken. A loss curve compares bf16 with float32 over so many steps, and times nothing.
        """;

    /// <summary>At the end of a method's name: the masks come from the frozen model's maps, computed beforehand.</summary>
    public const string TeacherMap = "-teacher";

    private static readonly string[] EveryMethod =
    [
        "vanilla", "no-masking", "random-none", "random-single", "random-multi", "object-none", "object-single", "object-multi",
        "context-none", "context-single", "context-multi",
    ];

    public string ModelName { get; init; } = "miniature";

    public ClipVisionOptions Model { get; init; } = ClipVisionOptions.Miniature;

    public int Classes { get; init; } = 10;

    public int Batch { get; init; } = 50;

    public int Threads { get; init; } = 1;

    public int StepsPerRound { get; init; } = 2;

    public int Rounds { get; init; } = 11;

    public IReadOnlyList<string> Methods { get; init; } = [.. EveryMethod, "object-single" + TeacherMap];

    public string Device { get; init; } = "cpu";

    public string Interpreter { get; init; } = "/usr/bin/python3";

    /// <summary>Whether our matrix products are in bfloat16.</summary>
    public bool HalfPrecision { get; init; }

    /// <summary>The type of elements of <see cref="HalfPrecision"/>.</summary>
    public ScalarType WorkingType => HalfPrecision ? ScalarType.BFloat16 : ScalarType.Float32;

    /// <summary>Steps over which losses in bfloat16 are compared with those in single precision; 0 to measure speed.</summary>
    public int LossCurve { get; init; }

    /// <summary>Whether the reference's matrix products are in bfloat16.</summary>
    public bool ReferenceAutocast { get; init; }

    /// <summary>Whether processor seconds count rather than the clock's: on a machine that is busy with other things.</summary>
    public bool ProcessorTime { get; init; }

    /// <summary>Whether our operators add up in the same order each time, as in an experiment.</summary>
    public bool Deterministic { get; init; } = true;

    /// <summary>Whether a GPU's passes are recorded once and launched as one, as in an experiment.</summary>
    public bool Recorded { get; init; } = true;

    public bool Json { get; init; }

    /// <exception cref="FormatException">An argument is unknown, or its value is none of those that it may have.</exception>
    public static StepBenchmarkOptions Parse(string[] arguments)
    {
        var options = new StepBenchmarkOptions();
        foreach (var pair in arguments.Chunk(2))
        {
            options = pair is [var name, var value]
                ? With(options, name, value)
                : throw new FormatException($"{pair[0]} needs a value");
        }

        return options;
    }

    private static StepBenchmarkOptions With(StepBenchmarkOptions options, string name, string value) => name switch
    {
        "--model" => options with { ModelName = value, Model = ModelNamed(value) },
        "--batch" => options with { Batch = Number(name, value) },
        "--threads" => options with { Threads = Number(name, value) },
        "--steps" => options with { StepsPerRound = Number(name, value) },
        "--rounds" => options with { Rounds = Number(name, value) },
        "--methods" => options with { Methods = [.. value.Split(',').Select(Known)] },
        "--device" => options with { Device = Present(value) },
        "--precision" => options with { HalfPrecision = IsSecond(name, value, "float32", "bf16") },
        "--loss-curve" => options with { LossCurve = Number(name, value) },
        "--python" => options with { Interpreter = value },
        "--reference-autocast" => options with { ReferenceAutocast = IsSecond(name, value, "false", "true") },
        "--clock" => options with { ProcessorTime = IsSecond(name, value, "wall", "processor") },
        "--deterministic" => options with { Deterministic = IsSecond(name, value, "false", "true") },
        "--recorded" => options with { Recorded = IsSecond(name, value, "false", "true") },
        "-o" => options with { Json = IsSecond(name, value, "table", "json") },
        _ => throw new FormatException($"unknown option {name}"),
    };

    private static int Number(string name, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new FormatException($"{name}: expected a whole number from 1, found {value}");

    private static bool IsSecond(string name, string value, string first, string second) =>
        value == first || value == second
            ? value == second
            : throw new FormatException($"{name}: expected {first} or {second}, found {value}");

    private static string Known(string method)
    {
        var hasMap = method.Split('-')[0] is "object" or "context";
        var plain = hasMap && method.EndsWith(TeacherMap, StringComparison.Ordinal) ? method[..^TeacherMap.Length] : method;
        return EveryMethod.Contains(plain) ? method : throw new FormatException($"unknown method {method}");
    }

    private static string Present(string name) =>
        device(name) is var named && (named.type == DeviceType.CPU || Math.Max(named.index, 0) < device_count(named.type))
            ? name
            : throw new FormatException($"--device: libtorch finds no {name} here");

    private static ClipVisionOptions ModelNamed(string name) => name switch
    {
        "miniature" => ClipVisionOptions.Miniature,
        "vit-b-32" => ClipVisionOptions.VitB32,
        "vit-b-16" => ClipVisionOptions.VitB16,
        "vit-l-14" => ClipVisionOptions.VitL14,
        _ => throw new FormatException($"unknown model {name}"),
    };
}
