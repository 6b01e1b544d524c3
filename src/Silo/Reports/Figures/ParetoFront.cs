namespace Counterfactual.Silo.Reports.Figures;

/// <summary>The points that no other point beats in both directions.</summary>
internal static class ParetoFront
{
    /// <summary>Those points in ascending order of X, and so in descending order of Y.</summary>
    public static IReadOnlyList<FigurePoint> Of(IEnumerable<FigurePoint> points)
    {
        List<FigurePoint> front = [];
        foreach (var point in points.OrderByDescending(point => point.X).ThenByDescending(point => point.Y))
        {
            if (front.Count == 0 || point.Y > front[^1].Y)
            {
                front.Add(point);
            }
        }

        front.Reverse();
        return front;
    }
}
