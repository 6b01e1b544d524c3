namespace Counterfactual.Silo.Reports.Figures;

/// <summary>
/// Draws a figure as SVG. Axes and text have the colour of the text around them, so that it fits light and dark pages; as a file
/// of its own it is dark on nothing.
/// </summary>
public sealed class SvgFigure
{
    private const string Fonts = "Arial, 'Liberation Sans', Helvetica, sans-serif";
    private const string Ink = "#1f2328";

    private readonly Figure figure;
    private readonly FigureLayout layout;
    private readonly MarkupWriter svg;

    private SvgFigure(Figure figure, MarkupWriter svg)
    {
        this.figure = figure;
        layout = new FigureLayout(figure);
        this.svg = svg;
    }

    /// <summary>The figure as a file of its own.</summary>
    public static string File(Figure figure) => "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + Draw(figure, Ink) + "\n";

    /// <summary>The figure as an element of an HTML page.</summary>
    public static string Element(Figure figure) => Draw(figure, colour: null);

    private static string Draw(Figure figure, string? colour)
    {
        ArgumentNullException.ThrowIfNull(figure);
        using var svg = new MarkupWriter();
        new SvgFigure(figure, svg).Draw(colour);
        return svg.ToString();
    }

    private void Draw(string? colour)
    {
        svg.Open(
            "svg", ("viewBox", $"0 0 {figure.Width} {figure.Height}"), ("width", figure.Width), ("height", figure.Height),
            ("role", "img"), ("aria-label", $"{figure.Title}. {figure.Caption}"), ("font-family", Fonts),
            ("font-size", FigureLayout.FontSize), ("font-variant-numeric", "tabular-nums"), ("color", colour),
            ("fill", "currentColor"));
        DrawAxes();
        DrawLegend();
        foreach (var mark in figure.Marks)
        {
            switch (mark)
            {
                case Mark.HeatMap heatMap:
                    DrawHeatMap(heatMap);
                    break;
                case Mark.Curve curve:
                    DrawCurve(curve);
                    break;
                case Mark.Scatter scatter:
                    DrawScatter(scatter);
                    break;
            }
        }

        DrawPointLabels();
        DrawCurveLabels();
        svg.Close();
    }

    private void DrawAxes()
    {
        var plot = layout.Plot;
        foreach (var (value, text) in layout.XTicks)
        {
            if (figure.X is Axis.Linear)
            {
                Line(layout.X(value), plot.Top, layout.X(value), plot.Bottom, "currentColor", 0.5, opacity: 0.15);
            }

            Text(text, layout.X(value), plot.Bottom + 17, "middle");
        }

        foreach (var (value, text) in layout.YTicks)
        {
            if (figure.Y is Axis.Linear)
            {
                Line(plot.Left, layout.Y(value), plot.Right, layout.Y(value), "currentColor", 0.5, opacity: 0.15);
            }

            Text(text, plot.Left - 8, layout.Y(value) + 4, "end");
        }

        Line(plot.Left, plot.Bottom, plot.Right, plot.Bottom, "currentColor", 1, opacity: 0.6);
        if (figure.Y is Axis.Linear)
        {
            Line(plot.Left, plot.Top, plot.Left, plot.Bottom, "currentColor", 1, opacity: 0.6);
        }

        Text(figure.X.Title, plot.Left + (plot.Width / 2), plot.Bottom + 40, "middle", bold: true);
        if (figure.Y.Title.Length > 0)
        {
            var (x, y) = (14.0, plot.Top + (plot.Height / 2));
            svg.Element(
                "text", figure.Y.Title, ("text-anchor", "middle"), ("font-weight", "600"),
                ("transform", FormattableString.Invariant($"translate({x:0.##} {y:0.##}) rotate(-90)")));
        }
    }

    private void DrawLegend()
    {
        var x = layout.Plot.Left;
        foreach (var entry in figure.Legend)
        {
            if (entry.Shape is { } shape)
            {
                Marker(shape, x + 6, 14, entry.Colour, hollow: false, hint: null);
                x += 16;
            }
            else
            {
                svg.Element(
                    "line", null, ("x1", x), ("y1", 14.0), ("x2", x + 24), ("y2", 14.0), ("stroke", entry.Colour.Css()),
                    ("stroke-width", 2.0), ("stroke-dasharray", Dashes(entry.Dash)));
                x += 30;
            }

            Text(entry.Label, x, 18, "start");
            x += FigureLayout.TextWidth(entry.Label) + 18;
        }
    }

    private void DrawHeatMap(Mark.HeatMap heatMap)
    {
        foreach (var cell in heatMap.Values)
        {
            var box = new Box(
                layout.X(cell.Column) - (layout.BandWidth / 2) + 1, layout.Y(cell.Row) - (layout.BandHeight / 2) + 1,
                layout.BandWidth - 2, layout.BandHeight - 2);
            var fill = cell.Difference is { } difference
                ? SeriesColours.Diverging(difference / heatMap.Largest)
                : "none";
            var ink = cell.Difference is null ? "currentColor" : Ink;
            svg.Element(
                "rect", null, ("x", box.Left), ("y", box.Top), ("width", box.Width), ("height", box.Height), ("rx", 3.0),
                ("fill", fill),
                ("stroke", cell.Difference is null ? "currentColor" : null),
                ("stroke-opacity", cell.Difference is null ? 0.3 : null));
            var middle = box.Top + (box.Height / 2);
            Text(cell.Text, layout.X(cell.Column), middle + (cell.SmallText is null ? 5 : -1), "middle", bold: true,
                fill: ink, size: 15);
            if (cell.SmallText is { } small)
            {
                Text(small, layout.X(cell.Column), middle + 17, "middle", fill: ink);
            }
        }
    }

    private void DrawCurve(Mark.Curve curve)
    {
        if (curve.Points.Count > 1)
        {
            svg.Element(
                "polyline", null,
                ("points", string.Join(' ', curve.Points.Select(point =>
                    FormattableString.Invariant($"{layout.X(point.X):0.##},{layout.Y(point.Y):0.##}")))),
                ("fill", "none"), ("stroke", curve.Colour.Css()), ("stroke-width", curve.Thickness), ("stroke-linejoin", "round"),
                ("stroke-dasharray", Dashes(curve.Dash)));
        }
    }

    private void DrawScatter(Mark.Scatter scatter)
    {
        foreach (var point in scatter.Points)
        {
            var (x, y) = (layout.X(point.X), layout.Y(point.Y));
            if (point.XError is { } beside)
            {
                Line(layout.X(point.X - beside), y, layout.X(point.X + beside), y, scatter.Colour.Css(), 1.2);
            }

            if (point.YError is { } above)
            {
                Line(x, layout.Y(point.Y - above), x, layout.Y(point.Y + above), scatter.Colour.Css(), 1.2);
            }

            Marker(scatter.Shape, x, y, scatter.Colour, scatter.Hollow, point.Hint ?? point.Label);
        }
    }

    private void Marker(MarkerShape shape, double x, double y, SeriesColour colour, bool hollow, string? hint)
    {
        var path = shape switch
        {
            MarkerShape.Square => FormattableString.Invariant($"M{x - 4.4:0.##} {y - 4.4:0.##}h8.8v8.8h-8.8z"),
            MarkerShape.Triangle => FormattableString.Invariant($"M{x:0.##} {y - 5.8:0.##}l5.4 9.6h-10.8z"),
            MarkerShape.Diamond => FormattableString.Invariant($"M{x:0.##} {y - 6:0.##}l6 6l-6 6l-6 -6z"),
            _ => FormattableString.Invariant($"M{x - 5:0.##} {y:0.##}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z"),
        };
        svg.Open(
            "path", ("d", path), ("fill", hollow ? "none" : colour.Css()), ("stroke", hollow ? colour.Css() : null),
            ("stroke-width", hollow ? 1.8 : null));
        if (hint is not null)
        {
            svg.Element("title", hint);
        }

        svg.Close();
    }

    /// <summary>Labels of points, where they are in nobody's way; a thin line leads to those that lie apart.</summary>
    private void DrawPointLabels()
    {
        var labelled = figure.Marks.OfType<Mark.Scatter>().SelectMany(scatter => scatter.Points)
            .Where(point => point.Label is not null).ToList();
        var boxes = LabelPlacement.Place(
            [.. labelled.Select(point => new LabelPlacement.Wish(
                layout.X(point.X), layout.Y(point.Y), FigureLayout.TextWidth(point.Label!), FigureLayout.LineHeight))],
            LabelObstacles.Of(figure, layout), layout.Plot);
        foreach (var (point, box) in labelled.Zip(boxes))
        {
            var (x, y) = (layout.X(point.X), layout.Y(point.Y));
            var (nearX, nearY) = (Math.Clamp(x, box.Left, box.Right), Math.Clamp(y, box.Top + 3, box.Bottom - 3));
            if (Math.Sqrt(Math.Pow(nearX - x, 2) + Math.Pow(nearY - y, 2)) > 12)
            {
                Line(x, y, nearX, nearY, "currentColor", 0.6, opacity: 0.5);
            }

            Text(point.Label!, box.Left, box.Bottom - 4, "start");
        }
    }

    /// <summary>Labels at the ends of curves, moved apart where they would lie on each other.</summary>
    private void DrawCurveLabels()
    {
        var ends = figure.Marks.OfType<Mark.Curve>()
            .Where(curve => curve is { Label: not null, Points.Count: > 0 })
            .Select(curve => (Curve: curve, Y: layout.Y(curve.Points[^1].Y)))
            .OrderBy(end => end.Y)
            .ToList();
        var places = LabelPlacement.Spread(
            [.. ends.Select(end => end.Y)], FigureLayout.LineHeight - 1, layout.Plot.Top - 4, layout.Plot.Bottom + 8);
        foreach (var ((curve, y), place) in ends.Zip(places))
        {
            Line(layout.X(curve.Points[^1].X) + 3, y, layout.Plot.Right + 8, place, curve.Colour.Css(), 0.8, opacity: 0.7);
            Text(curve.Label!, layout.Plot.Right + 11, place + 4, "start");
        }
    }

    private void Line(
        double x1, double y1, double x2, double y2, string stroke, double width, double? opacity = null) => svg.Element(
        "line", null, ("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2), ("stroke", stroke), ("stroke-width", width),
        ("stroke-opacity", opacity));

    private void Text(
        string text, double x, double y, string anchor, bool bold = false, string? fill = null, double? size = null) =>
        svg.Element(
            "text", text, ("x", x), ("y", y), ("text-anchor", anchor), ("font-weight", bold ? "600" : null), ("fill", fill),
            ("font-size", size));

    private static string? Dashes(LineDash dash) => dash switch
    {
        LineDash.Dashed => "7 4",
        LineDash.Dotted => "2 3",
        _ => null,
    };
}
