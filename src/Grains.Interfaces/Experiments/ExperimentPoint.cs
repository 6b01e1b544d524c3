using Counterfactual.Grains.Devices;

namespace Counterfactual.Grains.Experiments;

/// <summary>One point of a sweep: what an experiment is asked to do.</summary>
[GenerateSerializer, Alias("counterfactual.experiment-point")]
public sealed record ExperimentPoint
{
    /// <summary>
    /// Identity of the point: lower-case hexadecimal SHA-256 of its canonical settings, data and method version. Two points
    /// with one cell give the same numbers.
    /// </summary>
    [Id(0)] public required string Cell { get; init; }

    /// <summary>The table row that this point belongs to; points of one row differ in their seed only.</summary>
    [Id(1)] public required string Row { get; init; }

    /// <summary>The seed of the point.</summary>
    [Id(2)] public required int Seed { get; init; }

    /// <summary>What people see of the settings, in display order: method, masking, refill, threshold ...</summary>
    [Id(3)] public required IReadOnlyList<Parameter> Parameters { get; init; }

    /// <summary>The complete settings as JSON, read by the trainer only.</summary>
    [Id(4)] public required string Settings { get; init; }

    /// <summary>What a device must offer.</summary>
    [Id(5)] public DeviceNeeds Needs { get; init; } = new();

    /// <summary>
    /// Identity of the fine-tuned weights, in the form of <see cref="Cell"/>, where they are kept: a point of the same training
    /// is evaluated on them without training again. Null where they are not kept.
    /// </summary>
    [Id(6)] public string? Training { get; init; }

    /// <summary>What of an experiment's evaluation this is; null for a whole experiment.</summary>
    [Id(7)] public EvaluationPart? Part { get; init; }

    /// <summary>The same point, or part of it, done as another of its cell asks: that changes none of its numbers.</summary>
    public ExperimentPoint DoneAs(ExperimentPoint asked) => this with
    {
        Settings = asked.Settings,
        Needs = asked.Needs,
        Training = Part is null ? asked.Training : null,
    };
}

/// <summary>A named setting as shown to people.</summary>
/// <param name="Name">For example <c>masking</c>.</param>
/// <param name="Value">For example <c>object</c>.</param>
[GenerateSerializer, Alias("counterfactual.parameter")]
public sealed record Parameter([property: Id(0)] string Name, [property: Id(1)] string Value);
