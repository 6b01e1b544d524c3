namespace Counterfactual.Benchmarks;

/// <summary>One figure that a benchmark found: a line of its table.</summary>
internal sealed record Figure
{
    /// <summary>What was measured.</summary>
    public required string Name { get; init; }

    /// <summary>The median of the runs.</summary>
    public required double Value { get; init; }

    /// <summary>Unit of <see cref="Value"/>, such as <c>images/s</c>.</summary>
    public required string Unit { get; init; }

    /// <summary>How often it was measured.</summary>
    public int Runs { get; init; } = 1;

    /// <summary>Half the range of the middle half of the runs, in the same unit; null for a single run.</summary>
    public double? Spread { get; init; }

    /// <summary><see cref="Value"/> as a multiple of <see cref="RatioTo"/>, which was measured in the same call.</summary>
    public double? Ratio { get; init; }

    /// <summary>What <see cref="Ratio"/> compares with.</summary>
    public string? RatioTo { get; init; }

    /// <summary>What it is to be, such as <c>at least 1.25</c>; null where nothing is asked.</summary>
    public string? Target { get; init; }

    /// <summary>A quantity that was measured several times.</summary>
    public static Figure Of(string name, string unit, Sample runs) => new()
    {
        Name = name,
        Value = runs.Median,
        Unit = unit,
        Runs = runs.Count,
        Spread = runs.Count > 1 ? runs.Spread : null,
    };

    /// <summary>The same beside a reference that was measured by turns with it, run by run.</summary>
    public Figure Beside(string reference, Sample own, Sample theirs) =>
        this with { Ratio = own.Over(theirs).Median, RatioTo = reference };
}
