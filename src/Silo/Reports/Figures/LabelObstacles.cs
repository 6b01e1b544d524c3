namespace Counterfactual.Silo.Reports.Figures;

/// <summary>What labels of a figure are to keep clear of: markers, error bars and curves, in pixels.</summary>
internal static class LabelObstacles
{
    public static IReadOnlyList<Box> Of(Figure figure, FigureLayout layout) =>
    [
        .. figure.Marks.OfType<Mark.Scatter>().SelectMany(scatter => scatter.Points).SelectMany(point => Around(point, layout)),
        .. figure.Marks.OfType<Mark.Curve>().SelectMany(curve => Along(curve, layout)),
    ];

    private static IEnumerable<Box> Around(FigurePoint point, FigureLayout layout)
    {
        var (x, y) = (layout.X(point.X), layout.Y(point.Y));
        yield return new(x - 6, y - 6, 12, 12);
        if (point.XError is { } beside)
        {
            var left = layout.X(point.X - beside);
            yield return new(left, y - 1, (2 * x) - (2 * left), 2);
        }

        if (point.YError is { } above)
        {
            var top = layout.Y(point.Y + above);
            yield return new(x - 1, top, 2, (2 * y) - (2 * top));
        }
    }

    private static IEnumerable<Box> Along(Mark.Curve curve, FigureLayout layout)
    {
        foreach (var (from, to) in curve.Points.Zip(curve.Points.Skip(1)))
        {
            var (x1, y1, x2, y2) = (layout.X(from.X), layout.Y(from.Y), layout.X(to.X), layout.Y(to.Y));
            var steps = Math.Clamp((int)(Math.Abs(x2 - x1) + Math.Abs(y2 - y1)) / 6, 1, 100);
            for (var step = 0; step <= steps; step++)
            {
                var share = (double)step / steps;
                yield return new(x1 + (share * (x2 - x1)) - 2, y1 + (share * (y2 - y1)) - 2, 4, 4);
            }
        }
    }
}
