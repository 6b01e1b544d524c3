using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Listings;
using FsCheck;
using FsCheck.Fluent;

namespace Counterfactual.Silo.Tests.Listings;

public sealed class MetricSamplingTests
{
    [Fact]
    public void Any_series_keeps_its_ends_its_lowest_and_its_highest_point_within_the_number_asked_for() =>
        Prop.ForAll<double[], PositiveInt>((values, wanted) =>
        {
            var most = 4 + (wanted.Get % 40);
            var series = values.Select((value, step) => new MetricPoint("train.loss", step, value)).ToArray();
            var reduced = MetricSampling.Reduce(series, most);
            return reduced.Count <= most
                && reduced.Select(point => point.Step).SequenceEqual(reduced.Select(point => point.Step).Order().Distinct())
                && reduced.All(point => point.Equals(series[point.Step]))
                && (series.Length <= most ? reduced.Count == series.Length
                    : reduced[0] == series[0] && reduced[^1].Equals(series[^1])
                        && Highest(reduced).Equals(Highest(series)) && Lowest(reduced).Equals(Lowest(series)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_peak_of_one_step_and_a_loss_that_is_no_number_survive()
    {
        var series = Enumerable.Range(0, 100_000).Select(step => new MetricPoint("train.loss", step, step switch
        {
            777 => 99,
            5_000 => double.NaN,
            _ => 1.0 / (step + 1),
        })).ToList();
        var reduced = MetricSampling.Reduce(series, 500);
        Assert.InRange(reduced.Count, 400, 500);
        Assert.Contains(reduced, point => point is { Step: 777, Value: 99 });
        Assert.Contains(reduced, point => point.Step == 5_000);
    }

    [Fact]
    public void Each_series_is_reduced_for_itself()
    {
        MetricPoint[] points =
        [
            .. Enumerable.Range(0, 3).Select(step => new MetricPoint("curve.ID", step, step)),
            .. Enumerable.Range(0, 100).Select(step => new MetricPoint("train.loss", step, step)),
        ];
        var reduced = MetricSampling.Reduce(points, 10);
        Assert.Equal(3, reduced.Count(point => point.Name == "curve.ID"));
        Assert.InRange(reduced.Count(point => point.Name == "train.loss"), 5, 10);
    }

    private static double Highest(IEnumerable<MetricPoint> points) => points.Max(point => Height(point.Value));

    private static double Lowest(IEnumerable<MetricPoint> points) => points.Min(point => Height(point.Value));

    private static double Height(double value) => double.IsNaN(value) ? double.PositiveInfinity : value;
}
