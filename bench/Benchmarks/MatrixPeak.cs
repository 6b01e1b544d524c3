using System.Diagnostics;
using Counterfactual.Torch;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Benchmarks;

/// <summary>The speed of one large matrix product: what a step's speed is a share of.</summary>
internal static class MatrixPeak
{
    private const int Rounds = 5;

    /// <summary>Operations a second, the best of several products.</summary>
    /// <param name="device">Where.</param>
    /// <param name="dtype">In which numbers.</param>
    public static double Measure(Device device, ScalarType dtype)
    {
        var size = device.type == DeviceType.CPU ? 1024 : 8192;
        using var scope = NewDisposeScope();
        var (left, right) = (rand([size, size], device: device).to(dtype), rand([size, size], device: device).to(dtype));
        left.matmul(right).Dispose();
        return Enumerable.Range(0, Rounds).Max(_ =>
        {
            synchronize(device);
            var started = Stopwatch.GetTimestamp();
            left.matmul(right).Dispose();
            synchronize(device);
            return 2.0 * size * size * size / Stopwatch.GetElapsedTime(started).TotalSeconds;
        });
    }
}
