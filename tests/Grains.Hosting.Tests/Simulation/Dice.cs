namespace Counterfactual.Grains.Hosting.Simulation;

/// <summary>All chance of a run, drawn in one order from its seed.</summary>
internal sealed class Dice(int seed)
{
    private readonly Random random = new(seed);

    public bool Chance(double probability) => random.NextDouble() < probability;

    /// <summary>A share in 0..<paramref name="most"/>, in a third of the cases 0.</summary>
    public double Share(double most) => Chance(1.0 / 3) ? 0 : random.NextDouble() * most;

    /// <summary>From <paramref name="least"/> to <paramref name="most"/>, both possible.</summary>
    public int Between(int least, int most) => random.Next(least, most + 1);

    /// <summary>A time of whole milliseconds, mostly in the lower half.</summary>
    public TimeSpan Seconds(double least, double most)
    {
        var share = random.NextDouble();
        return TimeSpan.FromMilliseconds(Math.Round(1000 * (least + (most - least) * share * share)));
    }

    public T Pick<T>(IReadOnlyList<T> among) => among[random.Next(among.Count)];

    public T[] Shuffle<T>(IEnumerable<T> items)
    {
        T[] shuffled = [.. items];
        random.Shuffle(shuffled);
        return shuffled;
    }
}
