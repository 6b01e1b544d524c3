namespace Counterfactual.Training.Randomness;

/// <summary>
/// A stream of random draws that is a pure function of (seed, purpose, major, minor): the only source of randomness of an
/// experiment.
/// </summary>
/// <remarks>
/// <para>
/// Nothing is carried from one stream to the next, so a run has no generator state to save: whoever resumes at epoch 7, step 3
/// asks for the stream of (seed, purpose, 7, 3) and gets the draws that an uninterrupted run gets. For the same reason work
/// can be split among threads and processes in any order.
/// </para>
/// <para>
/// The 64-bit seed is the Philox key; purpose, major and minor are three words of its counter and the position in the stream
/// the fourth. Philox is a bijection of the counter, so two different streams of a seed never share a block. A stream holds
/// 2^34 words. Draws are the same bits on every machine: they use integer arithmetic and <see cref="PortableMath"/> only.
/// </para>
/// <para>A stream is not safe for use by several threads; make one each.</para>
/// </remarks>
public sealed class CounterRandom
{
    private const double UnitOfLeastPrecision = 1.0 / (1L << 53);

    private readonly uint key0;
    private readonly uint key1;
    private readonly uint purposeWord;
    private readonly uint majorWord;
    private readonly uint minorWord;
    private uint block;
    private uint word0;
    private uint word1;
    private uint word2;
    private uint word3;
    private int unused;

    private CounterRandom(long seed, Purpose purpose, uint major, uint minor)
    {
        key0 = (uint)seed;
        key1 = (uint)(seed >> 32);
        purposeWord = (uint)purpose;
        majorWord = major;
        minorWord = minor;
    }

    /// <summary>The stream of these keys, from its first draw.</summary>
    /// <param name="seed">The seed of the experiment or study; any value.</param>
    /// <param name="purpose">What the draws are for.</param>
    /// <param name="major">The outer key (an epoch, an image number), 0 to 2^32 - 1.</param>
    /// <param name="minor">The inner key (a step, a position), 0 to 2^32 - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A key is negative or above 2^32 - 1.</exception>
    public static CounterRandom For(long seed, Purpose purpose, long major = 0, long minor = 0) =>
        new(seed, purpose, Word(major, nameof(major)), Word(minor, nameof(minor)));

    /// <summary>32 random bits.</summary>
    public uint NextUInt32()
    {
        if (unused == 0)
        {
            (word0, word1, word2, word3) = (block++, purposeWord, majorWord, minorWord);
            Philox4x32.Encrypt(ref word0, ref word1, ref word2, ref word3, key0, key1);
            unused = 4;
        }

        return unused-- switch { 4 => word0, 3 => word1, 2 => word2, _ => word3 };
    }

    /// <summary>A draw from [0, 1), uniform over the multiples of 2^-53.</summary>
    public double NextDouble() => Next53Bits() * UnitOfLeastPrecision;

    /// <summary>A draw from [low, high), uniform.</summary>
    public double Uniform(double low, double high) => low + ((high - low) * NextDouble());

    /// <summary>A draw from [low, high), both positive, whose logarithm is uniform.</summary>
    public double LogUniform(double low, double high) =>
        PortableMath.Exp(Uniform(PortableMath.Log(low), PortableMath.Log(high)));

    /// <summary>True with the given probability (0 to 1).</summary>
    public bool Chance(double probability) => NextDouble() < probability;

    /// <summary>A draw from the normal distribution of mean 0 and standard deviation 1, by inversion.</summary>
    /// <remarks>The odd multiples of 2^-53 are the midpoints of 2^52 equal intervals: neither 0 nor 1 is among them.</remarks>
    public double Normal() => NormalDistribution.Quantile((Next53Bits() | 1) * UnitOfLeastPrecision);

    /// <summary>Fills the span with draws of <see cref="Normal"/>, scaled by the standard deviation.</summary>
    public void FillNormal(Span<float> values, double standardDeviation = 1)
    {
        foreach (ref var value in values)
        {
            value = (float)(standardDeviation * Normal());
        }
    }

    /// <summary>A draw from 0 to bound - 1, each exactly equally likely.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not positive.</exception>
    public int Next(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);

        // Lemire, "Fast random integer generation in an interval" (2019): the product's high word, redrawn in the few cases that
        // would favour some outcomes.
        var product = (ulong)NextUInt32() * (uint)bound;
        if ((uint)product < (uint)bound)
        {
            var rejected = (uint)-bound % (uint)bound;
            while ((uint)product < rejected)
            {
                product = (ulong)NextUInt32() * (uint)bound;
            }
        }

        return (int)(product >> 32);
    }

    /// <summary>Puts the values in an order drawn uniformly from all orders (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> values)
    {
        for (var last = values.Length - 1; last > 0; last--)
        {
            var other = Next(last + 1);
            (values[last], values[other]) = (values[other], values[last]);
        }
    }

    /// <summary>The numbers 0 to count - 1 in an order drawn uniformly from all orders.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public int[] Permutation(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var order = new int[count];
        for (var i = 0; i < count; i++)
        {
            order[i] = i;
        }

        Shuffle<int>(order);
        return order;
    }

    private long Next53Bits() => ((long)(NextUInt32() >> 5) << 26) | (NextUInt32() >> 6);

    private static uint Word(long key, string name) =>
        key is >= 0 and <= uint.MaxValue
            ? (uint)key
            : throw new ArgumentOutOfRangeException(name, key, "a key of a random stream is from 0 to 4294967295");
}
