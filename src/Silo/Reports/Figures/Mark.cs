namespace Counterfactual.Silo.Reports.Figures;

/// <summary>Something drawn into a figure, in units of its axes; names of categories are numbered from 0.</summary>
public abstract record Mark
{
    /// <summary>Single points, with error bars where they have errors.</summary>
    public sealed record Scatter(SeriesColour Colour, MarkerShape Shape, IReadOnlyList<FigurePoint> Points) : Mark
    {
        /// <summary>Whether the markers are drawn as outlines.</summary>
        public bool Hollow { get; init; }
    }

    /// <summary>A line through points in their order.</summary>
    public sealed record Curve(SeriesColour Colour, IReadOnlyList<FigurePoint> Points) : Mark
    {
        /// <summary>Written beside the last point.</summary>
        public string? Label { get; init; }

        /// <summary>How the line is dashed.</summary>
        public LineDash Dash { get; init; }

        /// <summary>Width of the line in pixels.</summary>
        public double Thickness { get; init; } = 1.8;
    }

    /// <summary>Coloured cells of a grid of categories, each with its text.</summary>
    /// <param name="Values">The cells.</param>
    /// <param name="Largest">The difference that has the strongest colour; positive.</param>
    public sealed record HeatMap(IReadOnlyList<HeatMapCell> Values, double Largest) : Mark;
}

/// <summary>A point of a figure.</summary>
/// <param name="X">Along the horizontal axis.</param>
/// <param name="Y">Along the vertical axis.</param>
public sealed record FigurePoint(double X, double Y)
{
    /// <summary>Half the length of the horizontal error bar; null for none.</summary>
    public double? XError { get; init; }

    /// <summary>Half the length of the vertical error bar; null for none.</summary>
    public double? YError { get; init; }

    /// <summary>Written beside the point; null for nothing.</summary>
    public string? Label { get; init; }

    /// <summary>Shown when a pointer rests on the point; null for the label.</summary>
    public string? Hint { get; init; }
}

/// <summary>A cell of a heat map.</summary>
/// <param name="Column">Number of the category along the horizontal axis.</param>
/// <param name="Row">Number of the category along the vertical axis, from the top.</param>
/// <param name="Difference">What is coloured: blue above 0, orange below; null for no colour.</param>
/// <param name="Text">Written in the cell.</param>
/// <param name="SmallText">Written below it.</param>
public sealed record HeatMapCell(int Column, int Row, double? Difference, string Text, string? SmallText = null);

/// <summary>The shape of a point's marker.</summary>
public enum MarkerShape
{
    /// <summary>A disc.</summary>
    Circle,

    /// <summary>A square.</summary>
    Square,

    /// <summary>A triangle that points upwards.</summary>
    Triangle,

    /// <summary>A square on its corner.</summary>
    Diamond,
}

/// <summary>How a line is dashed.</summary>
public enum LineDash
{
    /// <summary>Not at all.</summary>
    Solid,

    /// <summary>Long dashes.</summary>
    Dashed,

    /// <summary>Dots.</summary>
    Dotted,
}
