using System.Runtime.CompilerServices;
using Counterfactual.Grains.Runtime;
using Npgsql;

namespace Counterfactual.Grains.Hosting.Tests;

/// <summary>A grain that only the host's tests know.</summary>
[Alias("tests.conflicting")]
public interface IConflictingGrain : IGrainWithStringKey
{
    /// <summary>Waits for a gate, where given, in a turn that calls share; perhaps the first turn ends in a conflict.</summary>
    /// <returns>What tells the turn from others.</returns>
    [SharesTurn]
    Task<object> Meet(string? gate, bool conflicts);
}

/// <inheritdoc cref="IConflictingGrain"/>
public sealed class ConflictingGrain : Grain, IConflictingGrain
{
    private static readonly ConditionalWeakTable<IGrainFactory, object> Turns = [];

    public async Task<object> Meet(string? gate, bool conflicts)
    {
        if (gate is not null)
        {
            await Gate.PassAsync(gate);
        }

        return conflicts && RemainingFailures.TakeOne(this.GetPrimaryKeyString(), 1)
            ? throw new PostgresException("as asked", "ERROR", "ERROR", PostgresErrorCodes.DeadlockDetected)
            : Turns.GetOrCreateValue(GrainFactory);
    }
}
