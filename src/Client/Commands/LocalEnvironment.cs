using System.Globalization;
using Counterfactual.Silo.Devices;
using Counterfactual.Silo.Home;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Client.Commands;

/// <summary>Work in this process: on the first of the devices asked for, in a directory that ends with it.</summary>
internal sealed class LocalEnvironment : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("counterfactual-");

    /// <param name="home">Holds decoded images.</param>
    /// <param name="devices">The devices asked for; null for the processor.</param>
    /// <param name="threads">Processor threads.</param>
    public LocalEnvironment(SiloHome home, DeviceSelection? devices, int threads) => Value = new ExperimentEnvironment
    {
        Device = devices is DeviceSelection.Cuda cuda
            ? string.Create(CultureInfo.InvariantCulture, $"cuda:{cuda.Ordinals?[0] ?? 0}")
            : "cpu",
        MemoryShare = devices is DeviceSelection.Cuda shared ? 1.0 / shared.Shares : 1,
        Threads = threads,
        CacheDirectory = home.Cache,
        ModelDirectory = home.Models,
        CheckpointDirectory = directory.FullName,
    };

    /// <summary>Where the work runs.</summary>
    public ExperimentEnvironment Value { get; }

    public void Dispose() => directory.Delete(recursive: true);
}
