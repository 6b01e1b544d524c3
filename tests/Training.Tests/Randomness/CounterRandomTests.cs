using Counterfactual.Training.Randomness;
using FsCheck;
using FsCheck.Fluent;

namespace Counterfactual.Training.Tests.Randomness;

public sealed class CounterRandomTests
{
    private const int Many = 100_000;

    [Fact]
    public void The_counter_is_position_purpose_major_minor_and_the_key_is_the_seed()
    {
        var draws = CounterRandom.For(0x299f31d0_a4093822, unchecked((Purpose)0x85a308d3), 0x13198a2e, 0x03707344);
        var (first, purpose, major, minor) = (0u, 0x85a308d3u, 0x13198a2eu, 0x03707344u);
        Philox4x32.Encrypt(ref first, ref purpose, ref major, ref minor, 0xa4093822, 0x299f31d0);
        var (second, purpose2, major2, minor2) = (1u, 0x85a308d3u, 0x13198a2eu, 0x03707344u);
        Philox4x32.Encrypt(ref second, ref purpose2, ref major2, ref minor2, 0xa4093822, 0x299f31d0);

        uint[] expected = [first, purpose, major, minor, second, purpose2, major2, minor2];
        Assert.Equal(expected, expected.Select(_ => draws.NextUInt32()));
    }

    [Fact]
    public void A_change_of_any_key_gives_another_stream()
    {
        CounterRandom[] streams =
        [
            CounterRandom.For(1, Purpose.Shuffle, 2, 3), CounterRandom.For(2, Purpose.Shuffle, 2, 3),
            CounterRandom.For(1 + (1L << 32), Purpose.Shuffle, 2, 3), CounterRandom.For(-1, Purpose.Shuffle, 2, 3),
            CounterRandom.For(1, Purpose.Partner, 2, 3), CounterRandom.For(1, Purpose.Shuffle, 3, 3),
            CounterRandom.For(1, Purpose.Shuffle, 2, 4),
        ];

        Assert.Equal(streams.Length, streams.Select(stream => stream.NextUInt32()).Distinct().Count());
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, -1)]
    [InlineData(1L << 32, 0)]
    [InlineData(0, 1L << 32)]
    public void Keys_that_would_be_truncated_are_refused(long major, long minor) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => CounterRandom.For(0, Purpose.Shuffle, major, minor));

    [Fact]
    public void Permutations_are_permutations_and_repeat() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<long>(),
            ArbMap.Default.ArbFor<byte>(),
            (seed, count) =>
            {
                var order = CounterRandom.For(seed, Purpose.Shuffle).Permutation(count);
                return order.Order().SequenceEqual(Enumerable.Range(0, count))
                    && order.SequenceEqual(CounterRandom.For(seed, Purpose.Shuffle).Permutation(count));
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Draws_below_a_bound_stay_below_it() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<long>(),
            ArbMap.Default.ArbFor<int>(),
            (seed, bound) =>
            {
                var positive = Math.Max(bound & int.MaxValue, 1);
                return CounterRandom.For(seed, Purpose.Subset).Next(positive) is var drawn && drawn >= 0 && drawn < positive;
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void All_orders_of_four_are_equally_likely()
    {
        var counts = new Dictionary<string, int>();
        for (var i = 0; i < Many; i++)
        {
            var order = string.Concat(CounterRandom.For(5, Purpose.Shuffle, i).Permutation(4));
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }

        Assert.Equal(24, counts.Count);

        // Chi-squared with 23 degrees of freedom: 0.001 lies above 49.7.
        var expected = Many / 24.0;
        Assert.True(counts.Values.Sum(count => (count - expected) * (count - expected) / expected) < 49.7);
    }

    [Fact]
    public void A_bound_that_does_not_divide_the_words_is_drawn_without_bias()
    {
        // Of the words, 3/4 fit a bound of 3 x 2^29; taking remainders would favour the lower outcomes by a third.
        const int Bound = 3 << 29;
        var draws = CounterRandom.For(6, Purpose.Subset);

        var inLowestThird = Enumerable.Range(0, Many).Count(_ => draws.Next(Bound) < Bound / 3);

        Assert.InRange(inLowestThird / (double)Many, 0.327, 0.340);
    }

    [Fact]
    public void Doubles_are_uniform_and_below_one()
    {
        var draws = CounterRandom.For(7, Purpose.Subset);
        var counts = new int[50];
        for (var i = 0; i < Many; i++)
        {
            counts[(int)(50 * draws.NextDouble())]++;
        }

        // Chi-squared with 49 degrees of freedom: 0.001 lies above 85.4.
        var expected = Many / 50.0;
        Assert.True(counts.Sum(count => (count - expected) * (count - expected) / expected) < 85.4);
    }

    [Fact]
    public void Normal_draws_have_the_moments_of_the_normal_distribution()
    {
        var draws = CounterRandom.For(8, Purpose.Initialisation);
        var values = new float[Many];
        draws.FillNormal(values, standardDeviation: 2);

        var mean = values.Average();
        Assert.InRange(mean, -0.03, 0.03);
        Assert.InRange(values.Average(value => (double)value * value), 3.95, 4.05);
        Assert.InRange(values.Average(value => Math.Pow(value / 2, 4)), 2.9, 3.1);
        Assert.InRange(values.Count(value => Math.Abs(value) > 2 * 1.959964) / (double)Many, 0.048, 0.052);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_bound_that_is_not_positive_is_refused(int bound) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => CounterRandom.For(0, Purpose.Subset).Next(bound));
}
