namespace Counterfactual.Silo.Reports.Figures;

/// <summary>An axis of a figure.</summary>
/// <param name="Title">What is measured, with its unit.</param>
public abstract record Axis(string Title)
{
    /// <summary>Real numbers.</summary>
    /// <param name="Title">What is measured, with its unit.</param>
    /// <param name="From">The lowest number shown.</param>
    /// <param name="To">The highest; more than <paramref name="From"/>.</param>
    public sealed record Linear(string Title, double From, double To) : Axis(Title)
    {
        /// <summary>Numbers closer than this share of their size are one: rounding alone tells them apart.</summary>
        private const double Rounding = 1e-9;

        /// <summary>An axis that shows all the numbers with some room around them.</summary>
        /// <param name="title">What is measured.</param>
        /// <param name="values">The numbers; those that are not finite are passed over.</param>
        /// <param name="room">Room at each end, as a share of the numbers' range.</param>
        public static Linear Around(string title, IEnumerable<double> values, double room = 0.08)
        {
            double[] finite = [.. values.Where(double.IsFinite)];
            if (finite.Length == 0)
            {
                return new(title, 0, 1);
            }

            var (low, high) = (finite.Min(), finite.Max());
            var size = Math.Max(Math.Abs(low), Math.Abs(high));
            var margin = high - low > size * Rounding ? (high - low) * room : Math.Max(size * room, 0.5);
            return new(title, low - margin, high + margin);
        }
    }

    /// <summary>Names, each with a band of the same width.</summary>
    /// <param name="Title">What is named.</param>
    /// <param name="Names">At least one.</param>
    public sealed record Categories(string Title, IReadOnlyList<string> Names) : Axis(Title);
}
