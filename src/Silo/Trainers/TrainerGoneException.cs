using Counterfactual.Grains.Experiments;

namespace Counterfactual.Silo.Trainers;

/// <summary>A trainer process ended, or can no longer be talked to.</summary>
internal sealed class TrainerGoneException(FailureCause cause, string message) : Exception(message)
{
    /// <summary>The cause of the failure of the attempt that it ran.</summary>
    internal FailureCause Cause { get; } = cause;
}
