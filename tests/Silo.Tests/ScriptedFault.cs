using System.Runtime.InteropServices;
using Counterfactual.Torch;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Silo.Tests;

/// <summary>How a trainer can end in the middle of an experiment: each one for real.</summary>
internal enum ScriptedFault
{
    None,
    LossNotFinite,
    TensorTooLarge,
    NativeAllocationFails,
    KernelKillsForMemory,
    SegmentationFault,
    Abort,
    DiskFull,
}

internal static partial class ScriptedFaults
{
    /// <param name="fault">What happens.</param>
    /// <param name="memoryKills">The kernel's counter, for a kill that has to look like its own.</param>
    internal static void Happen(this ScriptedFault fault, string? memoryKills)
    {
        switch (fault)
        {
            case ScriptedFault.LossNotFinite:
                throw new ExperimentException("the loss is NaN at step 3 of 4")
                {
                    Retryable = false,
                    Fault = ExperimentFault.LossNotFinite,
                };
            case ScriptedFault.TensorTooLarge:
                torch.zeros([1L << 50]).Dispose();
                break;
            case ScriptedFault.NativeAllocationFails:
                Console.Error.WriteLine("terminate called after throwing an instance of 'std::bad_alloc'");
                abort();
                break;
            case ScriptedFault.KernelKillsForMemory:
                var before = File.Exists(memoryKills) ? File.ReadLines(memoryKills).Last().Split(' ')[1] : "0";
                File.WriteAllText(memoryKills!, $"nr_free_pages 5\noom_kill {int.Parse(before) + 1}\n");
                Processes.Kill(Environment.ProcessId);
                Thread.Sleep(Timeout.Infinite);
                break;
            case ScriptedFault.SegmentationFault:
                _ = strlen(16);
                break;
            case ScriptedFault.Abort:
                abort();
                break;
            case ScriptedFault.DiskFull:
                using (var full = File.OpenWrite("/dev/full"))
                {
                    full.Write(new byte[1 << 20]);
                }

                break;
        }
    }

    [LibraryImport("libc")]
    private static partial void abort();

    [LibraryImport("libc")]
    private static partial nuint strlen(nint text);
}
