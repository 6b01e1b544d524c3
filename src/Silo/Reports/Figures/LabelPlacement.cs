namespace Counterfactual.Silo.Reports.Figures;

/// <summary>A rectangle in pixels.</summary>
internal readonly record struct Box(double Left, double Top, double Width, double Height)
{
    public double Right => Left + Width;

    public double Bottom => Top + Height;

    public double Overlap(Box other) =>
        Math.Max(0, Math.Min(Right, other.Right) - Math.Max(Left, other.Left))
        * Math.Max(0, Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top));
}

/// <summary>Finds places for labels beside their points, where they cover neither each other nor what is drawn.</summary>
internal static class LabelPlacement
{
    private const int Rounds = 4;
    private const double Gap = 7;
    private static readonly double[] _distances = [1, 1.6, 2.6, 4];

    /// <summary>A label to place.</summary>
    /// <param name="X">Its point, in pixels.</param>
    /// <param name="Y">Its point, in pixels.</param>
    /// <param name="Width">Width of its text.</param>
    /// <param name="Height">Height of its text.</param>
    internal readonly record struct Wish(double X, double Y, double Width, double Height);

    /// <summary>A box for each label.</summary>
    /// <param name="wishes">The labels.</param>
    /// <param name="obstacles">Markers and error bars.</param>
    /// <param name="within">Where they must lie.</param>
    public static IReadOnlyList<Box> Place(IReadOnlyList<Wish> wishes, IReadOnlyList<Box> obstacles, Box within)
    {
        var placed = wishes.Select(wish => Candidates(wish).First().Box).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var label = 0; label < placed.Length; label++)
            {
                var self = label;
                placed[label] = Candidates(wishes[label])
                    .MinBy(candidate => candidate.Cost
                        + Badness(candidate.Box, placed.Where((_, other) => other != self), obstacles, within))
                    .Box;
            }
        }

        return placed;
    }

    /// <summary>
    /// Positions in the same order, as near as may be to the wanted ones, each at least a gap below the one before,
    /// between the top and the bottom as far as they have room.
    /// </summary>
    public static double[] Spread(double[] wanted, double gap, double top, double bottom)
    {
        var places = wanted.ToArray();
        for (var round = 0; round < 200; round++)
        {
            for (var i = 1; i < places.Length; i++)
            {
                var missing = gap - (places[i] - places[i - 1]);
                if (missing > 0)
                {
                    places[i - 1] -= missing / 2;
                    places[i] += missing / 2;
                }
            }

            for (var i = 0; i < places.Length; i++)
            {
                places[i] = Math.Clamp(places[i], top + (i * 0.1), bottom);
            }
        }

        return places;
    }

    private static double Badness(Box box, IEnumerable<Box> labels, IEnumerable<Box> obstacles, Box within) =>
        labels.Sum(box.Overlap) * 4
        + (obstacles.Sum(box.Overlap) * 2)
        + (((box.Width * box.Height) - box.Overlap(within)) * 10);

    private static IEnumerable<(Box Box, double Cost)> Candidates(Wish wish)
    {
        foreach (var distance in _distances)
        {
            var gap = Gap * distance;
            var cost = (distance - 1) * 18;
            var (w, h) = (wish.Width, wish.Height);
            yield return (new(wish.X + gap, wish.Y - (h / 2), w, h), cost);
            yield return (new(wish.X - gap - w, wish.Y - (h / 2), w, h), cost + 1);
            yield return (new(wish.X - (w / 2), wish.Y - gap - h, w, h), cost + 2);
            yield return (new(wish.X - (w / 2), wish.Y + gap, w, h), cost + 2);
            yield return (new(wish.X + (gap * 0.7), wish.Y - (gap * 0.7) - h, w, h), cost + 3);
            yield return (new(wish.X + (gap * 0.7), wish.Y + (gap * 0.7), w, h), cost + 3);
            yield return (new(wish.X - (gap * 0.7) - w, wish.Y - (gap * 0.7) - h, w, h), cost + 4);
            yield return (new(wish.X - (gap * 0.7) - w, wish.Y + (gap * 0.7), w, h), cost + 4);
        }
    }
}
