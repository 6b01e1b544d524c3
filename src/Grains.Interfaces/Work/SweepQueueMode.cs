namespace Counterfactual.Grains.Work;

/// <summary>How the waiting experiments of a sweep are to be taken.</summary>
public enum SweepQueueMode
{
    /// <summary>They may be claimed.</summary>
    Open,

    /// <summary>None may be claimed, and devices are asked to hand back what they run of the sweep.</summary>
    Paused,
}
