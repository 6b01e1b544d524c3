namespace Counterfactual.Grains.Sweeps;

/// <summary>An experiment has reached a rung and asks whether to go on.</summary>
/// <param name="Number">The experiment's number within the sweep.</param>
/// <param name="LeaseEpoch">Epoch of the lease under which it runs.</param>
/// <param name="Rung">The rung, from 1.</param>
/// <param name="Epoch">The epoch that has ended, from 1.</param>
/// <param name="Value">The metric there; finite.</param>
/// <param name="Rule">What the experiment stops by: the sweep's rule when its attempt began.</param>
[GenerateSerializer, Alias("counterfactual.rung-report")]
public sealed record RungReport(
    [property: Id(0)] int Number,
    [property: Id(1)] long LeaseEpoch,
    [property: Id(2)] int Rung,
    [property: Id(3)] int Epoch,
    [property: Id(4)] double Value,
    [property: Id(5)] EarlyStopping? Rule);

/// <summary>What was decided for an experiment at a rung, with everything that the decision followed from.</summary>
/// <param name="Number">The experiment's number within the sweep.</param>
/// <param name="Rung">The rung, from 1.</param>
/// <param name="Epoch">The epoch at whose end it was reached.</param>
/// <param name="Value">The experiment's metric there.</param>
/// <param name="Recorded">Experiments recorded at the rung before; 0 for the first.</param>
/// <param name="Better">How many of them were strictly better.</param>
/// <param name="GoesOn">Whether it was to go on.</param>
[GenerateSerializer, Alias("counterfactual.rung-decision")]
public sealed record RungDecision(
    [property: Id(0)] int Number,
    [property: Id(1)] int Rung,
    [property: Id(2)] int Epoch,
    [property: Id(3)] double Value,
    [property: Id(4)] int Recorded,
    [property: Id(5)] int Better,
    [property: Id(6)] bool GoesOn);

/// <summary>
/// The rungs of all sweeps. Injected into grains; what is written through it travels with the turn. A decision is stored once
/// and never changes.
/// </summary>
public interface IRungLog
{
    /// <summary>What was decided for an experiment at a rung, or null.</summary>
    Task<RungDecision?> Find(string sweep, int rung, int number);

    /// <summary>How many experiments a rung has recorded, and how many of them have a strictly better value.</summary>
    Task<(int Recorded, int Better)> Standing(string sweep, int rung, double value, MetricMode mode);

    /// <summary>Stores a decision.</summary>
    Task Record(string sweep, RungDecision decision);

    /// <summary>Forgets what a sweep's rungs have recorded.</summary>
    Task Clear(string sweep);
}
