using Counterfactual.Grains.Devices;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Silo.Trainers;

/// <summary>Where an attempt runs, as its trainer process is told.</summary>
internal static class AttemptEnvironment
{
    private const int MostParts = 100;

    /// <summary>The environment of an attempt, without what it goes on from.</summary>
    /// <param name="context">What the devices of the silo share.</param>
    /// <param name="assignment">What is to be run.</param>
    /// <param name="device">The device.</param>
    /// <param name="directory">Where the trainer writes its files.</param>
    internal static ExperimentEnvironment Of(
        TrainerContext context, Assignment assignment, DeviceDescription device, WorkDirectory directory) => new()
        {
            Device = device.Processor,
            MemoryShare = 1.0 / device.Shares,
            Threads = device.Threads,
            CacheDirectory = context.Home.Cache,
            CacheLimit = context.CacheLimit,
            ModelDirectory = context.Models.Directory,
            CheckpointDirectory = directory.Path,
            Part = assignment.Part is { } part ? new TestSetPart(part.TestSet, part.FirstShard, part.Shards, part.Images) : null,
            MostParts = MostParts,
        };
}
