using Counterfactual.Torch;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Experiments;

/// <summary>Memory as metrics in bytes: <c>memory.process</c>, what of the process is in memory, and <c>memory.device</c>, what
/// tensors take on a device of its own.</summary>
internal static class MemoryMetrics
{
    public static void Report(IExperimentObserver observer, int step, Device device)
    {
        observer.Metric("memory.process", step, System.Environment.WorkingSet);
        if (device.type != DeviceType.CPU && memory_stats(device).Allocated is long allocated)
        {
            observer.Metric("memory.device", step, allocated);
        }
    }
}
