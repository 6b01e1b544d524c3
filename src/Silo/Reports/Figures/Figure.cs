namespace Counterfactual.Silo.Reports.Figures;

/// <summary>A figure as data: axes and marks, for whoever draws it (report, dashboard, file).</summary>
public sealed record Figure
{
    /// <summary>Name of its file, without extension: lower-case letters, digits and dashes.</summary>
    public required string Name { get; init; }

    /// <summary>What it shows, in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>What is to be known to read it; also the text for those who cannot see it.</summary>
    public required string Caption { get; init; }

    /// <summary>The horizontal axis.</summary>
    public required Axis X { get; init; }

    /// <summary>The vertical axis.</summary>
    public required Axis Y { get; init; }

    /// <summary>What is drawn, the first lowest.</summary>
    public required IReadOnlyList<Mark> Marks { get; init; }

    /// <summary>What colours, shapes and dashes mean; empty where every mark has its label beside it.</summary>
    public IReadOnlyList<LegendEntry> Legend { get; init; } = [];

    /// <summary>Width in pixels at 96 to the inch; at least 200.</summary>
    public int Width { get; init; } = 720;

    /// <summary>Height in pixels; at least 150.</summary>
    public int Height { get; init; } = 440;
}

/// <summary>A line of the legend.</summary>
/// <param name="Label">What is meant.</param>
/// <param name="Colour">Its colour.</param>
/// <param name="Shape">Its marker; null for a line.</param>
/// <param name="Dash">The dash of its line.</param>
public sealed record LegendEntry(string Label, SeriesColour Colour, MarkerShape? Shape = null, LineDash Dash = LineDash.Solid);
