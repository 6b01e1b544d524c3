namespace Counterfactual.Silo.Api;

/// <summary>What can be asked of a silo's health.</summary>
public enum HealthProbe
{
    /// <summary>Whether its devices have been found and it has begun to serve.</summary>
    Started,

    /// <summary>Whether it answers at all.</summary>
    Live,

    /// <summary>Whether it can do what it is asked: its store answers, and it is not about to end.</summary>
    Ready,
}
