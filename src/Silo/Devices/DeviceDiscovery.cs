using System.Globalization;
using Counterfactual.Grains.Devices;
using Counterfactual.Silo.Trainers;

namespace Counterfactual.Silo.Devices;

/// <summary>Finds the devices of this machine.</summary>
internal static class DeviceDiscovery
{
    /// <summary>The selected devices; without a selection all CUDA devices, or one for each core where there are none.</summary>
    /// <exception cref="DeviceException">A selected device is not there.</exception>
    internal static async Task<IReadOnlyList<DeviceDescription>> FindAsync(
        DeviceSelection? selection, string silo, TrainerOptions options, CancellationToken cancellation) => selection switch
        {
            DeviceSelection.Nothing => [],
            DeviceSelection.Cpu cpu => Processors(silo, cpu.Count),
            DeviceSelection.Cuda cuda => Graphics(
                silo, Select(cuda, await CountCudaAsync(options, cancellation)), cuda.Shares),
            _ when HasNvidiaDriver() && await CountCudaAsync(options, cancellation) is var count and > 0 =>
                Graphics(silo, [.. Enumerable.Range(0, count)], shares: 1),
            _ => Processors(silo, Environment.ProcessorCount),
        };

    private static IReadOnlyList<DeviceDescription> Processors(string silo, int count)
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / count;
        return [.. Enumerable.Range(0, count)
            .Select(number => new DeviceDescription(silo, Name("cpu", number), DeviceKind.Cpu, 1, memory))];
    }

    /// <summary>The devices that some CUDA devices make.</summary>
    /// <param name="silo">The silo's name.</param>
    /// <param name="ordinals">Which CUDA devices.</param>
    /// <param name="shares">Devices that each of them is divided into.</param>
    internal static IReadOnlyList<DeviceDescription> Graphics(string silo, IReadOnlyList<int> ordinals, int shares)
    {
        // libtorch does not say how much memory a device has: an experiment that needs too much fails there, and says so.
        var threads = Math.Max(1, Environment.ProcessorCount / (ordinals.Count * shares));
        return [.. ordinals.SelectMany(ordinal => Enumerable.Range(0, shares).Select(share => new DeviceDescription(
            silo, shares == 1 ? Name("cuda", ordinal) : Name(Name("cuda", ordinal), share, '.'), DeviceKind.Cuda, threads,
            long.MaxValue, shares)))];
    }

    private static IReadOnlyList<int> Select(DeviceSelection.Cuda cuda, int count)
    {
        IReadOnlyList<int> there = [.. Enumerable.Range(0, count)];
        var missing = (cuda.Ordinals ?? []).Except(there).ToList();
        return (count, missing.Count) switch
        {
            (0, _) => throw new DeviceException($"devices {cuda}: libtorch finds no CUDA device; expected cpu:N here"),
            (_, > 0) => throw new DeviceException(
                $"devices {cuda}: there is no cuda:{missing[0]}; expected some of {string.Join(',', there)}"),
            _ => cuda.Ordinals ?? there,
        };
    }

    private static bool HasNvidiaDriver() => Directory.Exists("/proc/driver/nvidia/gpus");

    private static async Task<int> CountCudaAsync(TrainerOptions options, CancellationToken cancellation)
    {
        try
        {
            return (await TrainerProbe.AskAsync(options, cancellation)).Cuda;
        }
        catch (TrainerGoneException silent)
        {
            throw new DeviceException($"a trainer process could not tell which devices there are: {silent.Message}", silent);
        }
    }

    private static string Name(string kind, int number, char separator = ':') =>
        string.Create(CultureInfo.InvariantCulture, $"{kind}{separator}{number}");
}
