using Counterfactual.EndToEnd.Tests;
using Counterfactual.Torch;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Benchmarks;

/// <summary>
/// Experiments an hour of the miniature on one GPU: the whole of it for one at a time, and shares of it for several at once.
/// </summary>
internal static class SharesBenchmark
{
    private const int Experiments = 8;

    private static readonly string Sweep = $$"""
        name: shares
        model: miniature
        data: {train_images: 5000, test_images: 500, curve_images: 0}
        training: {epochs: 10, batch_size: 50}
        beta: 10
        grid: {masking: [object], refill: [single]}
        thresholds:
          object: {single: 0.1}
        seeds: [{{string.Join(", ", Enumerable.Range(0, Experiments))}}]
        """;

    /// <param name="args">The devices to compare, the reference first; <c>cuda:0</c>, <c>cuda:0/2</c> and <c>cuda:0/4</c> unless
    /// others are named.</param>
    /// <param name="figures">Told what was found.</param>
    public static async Task<int> RunAsync(string[] args, Figures figures)
    {
        string[] selections = args.Length > 0 ? args : ["cuda:0", "cuda:0/2", "cuda:0/4"];
        if (device_count(DeviceType.CUDA) == 0 && selections.Any(devices => devices.StartsWith("cuda", StringComparison.Ordinal)))
        {
            throw new FormatException("shares: libtorch finds no CUDA device here");
        }

        figures.Condition($"{Experiments} experiments of 1,000 steps of 50 images, object masks, single fill");
        await using var home = new TestHome();
        var file = Path.Combine(home.Path, "shares.yaml");
        await File.WriteAllTextAsync(file, Sweep);

        // The launches that follow find the shards that this one made.
        (await ConsoleProcess.RunAsync(
            home, "sweep", "run", file, "--set", "seeds=[1000]", "--devices", selections[0])).Expect(0);
        var reference = double.NaN;
        foreach (var devices in selections)
        {
            var anHour = Experiments * 3600 / (await TimedSweep.RunAsync(home, devices, file)).Total;
            reference = double.IsNaN(reference) ? anHour : reference;
            figures.Add(new()
            {
                Name = $"experiments an hour on {devices}",
                Value = anHour,
                Unit = "1/h",
                Ratio = anHour / reference,
                RatioTo = selections[0],
            });
        }

        return 0;
    }
}
