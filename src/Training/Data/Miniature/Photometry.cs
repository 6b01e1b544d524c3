using System.Numerics;
using System.Runtime.InteropServices;
using Counterfactual.Training.Randomness;

namespace Counterfactual.Training.Data.Miniature;

/// <summary>The camera: contrast, brightness, noise, and rounding to bytes.</summary>
internal sealed class Photometry
{
    /// <summary>Standard deviation of the noise, for values 0 to 1.</summary>
    public const double NoiseDeviation = 0.02;

    private const int Magnitudes = 1 << 15;

    // The noise's positive half at 32,768 equally likely magnitudes, in units of a byte: a draw is 15 bits and a sign.
    private static readonly float[] NoiseMagnitudes =
    [
        .. Enumerable.Range(0, Magnitudes).Select(i =>
            (float)(255 * NoiseDeviation * NormalDistribution.Quantile(0.5 + ((i + 0.5) / (2 * Magnitudes))))),
    ];

    private readonly Plane noise = new();

    /// <summary>Exposes one colour channel: round(255 clamp((x - 0.5) contrast + 0.5 brightness + noise)).</summary>
    /// <param name="channel">Values 0 to 1.</param>
    /// <param name="brightness">Brightness; 1 changes nothing.</param>
    /// <param name="contrast">Contrast; 1 changes nothing.</param>
    /// <param name="draws">The stream of the image's noise.</param>
    /// <param name="bytes">Receives a byte a pixel.</param>
    public void Expose(Plane channel, double brightness, double contrast, CounterRandom draws, Span<byte> bytes)
    {
        DrawNoise(draws);
        var scale = Vector.Create((float)(255 * contrast));
        var offset = Vector.Create((float)((255 * 0.5 * (brightness - contrast)) + 0.5));
        var white = Vector.Create(255f);
        var values = channel.Vectors;
        var noises = noise.Vectors;
        var packed = MemoryMarshal.Cast<byte, Vector<byte>>(bytes);
        for (var i = 0; i < packed.Length; i++)
        {
            var k = 4 * i;
            packed[i] = Vector.Narrow(
                Vector.Narrow(Exposed(values[k], noises[k]), Exposed(values[k + 1], noises[k + 1])),
                Vector.Narrow(Exposed(values[k + 2], noises[k + 2]), Exposed(values[k + 3], noises[k + 3])));
        }

        Vector<uint> Exposed(Vector<float> value, Vector<float> noise)
        {
            var exposed = (value * scale) + offset + noise;
            return Vector.ConvertToInt32(Vector.Min(Vector.Max(exposed, Vector<float>.Zero), white)).As<int, uint>();
        }
    }

    private void DrawNoise(CounterRandom draws)
    {
        var values = noise.Values;
        for (var i = 0; i < values.Length; i += 2)
        {
            var bits = draws.NextUInt32();
            values[i] = Noise(bits);
            values[i + 1] = Noise(bits >> 16);
        }
    }

    private static float Noise(uint bits)
    {
        var magnitude = NoiseMagnitudes[bits & (Magnitudes - 1)];
        return BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(magnitude) | ((bits << 16) & 0x8000_0000));
    }
}
