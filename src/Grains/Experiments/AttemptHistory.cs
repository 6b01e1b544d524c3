using Counterfactual.Grains.Devices;

namespace Counterfactual.Grains.Experiments;

/// <summary>Keeps the record of an experiment's attempts in its state, which is written with every change anyway.</summary>
internal static class AttemptHistory
{
    /// <summary>The newest attempts that are kept: those that are handed back have no limit.</summary>
    internal const int Kept = 50;

    /// <summary>Notes that an attempt began; its number is that of the state.</summary>
    internal static void Begin(ExperimentState state, Lease lease, DateTime now) => state.History =
    [
        .. state.History.TakeLast(Kept - 1),
        new() { Attempt = state.Attempts, Device = lease.Device, Began = now },
    ];

    /// <summary>Notes how the attempt that runs ended; nothing where none runs.</summary>
    internal static void End(ExperimentState state, AttemptOutcome outcome, DateTime now, ExperimentFailure? failure = null)
    {
        if (state.History is [.., { Outcome: AttemptOutcome.Running } last])
        {
            state.History = [.. state.History.SkipLast(1), last with { Outcome = outcome, Ended = now, Failure = failure }];
        }
    }
}
