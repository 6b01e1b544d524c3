using Counterfactual.Grains.Experiments;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Silo.Trainers;

/// <summary>Names the cause of a failed attempt, as far as it can be known.</summary>
internal static class FailureCauses
{
    private const int FirstSignalCode = 128;
    private const int Illegal = FirstSignalCode + 4;
    private const int Abort = FirstSignalCode + 6;
    private const int Bus = FirstSignalCode + 7;
    private const int Arithmetic = FirstSignalCode + 8;
    private const int Kill = FirstSignalCode + 9;
    private const int Segmentation = FirstSignalCode + 11;

    /// <summary>Of what a trainer said itself.</summary>
    internal static FailureCause Of(TrainerMessage.Failed failed) => failed switch
    {
        { Fault: not ExperimentFault.Other } => Of(failed.Fault),
        { Retryable: false } => FailureCause.InvalidRequest,
        _ => FailureCause.TrainerError,
    };

    /// <summary>Of an error in the silo, while it did the trainer's work.</summary>
    internal static FailureCause Of(Exception error) => Of(ExperimentFaults.Of(error));

    /// <summary>Of the end of a process.</summary>
    /// <param name="exitCode">The code as a shell gives it: 128 + N for signal N.</param>
    /// <param name="lastWords">The end of what it wrote to standard error.</param>
    /// <param name="kernelKilledForMemory">Whether the kernel killed any process for want of memory while it ran.</param>
    internal static FailureCause Of(int exitCode, string lastWords, bool kernelKilledForMemory) => exitCode switch
    {
        Kill when kernelKilledForMemory => FailureCause.OutOfMemory,
        Abort when ExperimentFaults.IsOutOfMemory(lastWords) || lastWords.Contains("Out of memory", StringComparison.Ordinal) =>
            FailureCause.OutOfMemory,
        Illegal or Abort or Bus or Arithmetic or Segmentation => FailureCause.NativeCrash,
        _ => FailureCause.ProcessDied,
    };

    private static FailureCause Of(ExperimentFault fault) => fault switch
    {
        ExperimentFault.LossNotFinite => FailureCause.LossNotFinite,
        ExperimentFault.OutOfMemory => FailureCause.OutOfMemory,
        ExperimentFault.DiskFull => FailureCause.DiskFull,
        _ => FailureCause.TrainerError,
    };
}
