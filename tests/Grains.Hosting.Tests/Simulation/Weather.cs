namespace Counterfactual.Grains.Hosting.Simulation;

/// <summary>
/// How rough one run is: probabilities in 0..1, drawn from its seed, so that many runs lack some trouble altogether.
/// </summary>
internal sealed record Weather(Dice Dice)
{
    /// <summary>An attempt ends with the crash of its trainer.</summary>
    public double TrainerCrash { get; } = Dice.Share(0.3);

    /// <summary>An attempt ends with an error that another may not have.</summary>
    public double TrainerError { get; } = Dice.Share(0.3);

    /// <summary>An attempt ends with an error that every other would have too.</summary>
    public double InvalidRequest { get; } = Dice.Share(0.1);

    /// <summary>An attempt is handed back unharmed.</summary>
    public double HandedBack { get; } = Dice.Share(0.2);

    /// <summary>A silo is killed within a minute.</summary>
    public double SiloCrash { get; } = Dice.Share(0.5);

    /// <summary>A silo stands still within a minute, and goes on as if nothing had happened.</summary>
    public double SiloStall { get; } = Dice.Share(0.5);

    /// <summary>A silo is told to end within a minute: it hands back what it runs, and comes back later.</summary>
    public double SiloDrain { get; } = Dice.Share(0.4);

    /// <summary>A message arrives twice.</summary>
    public double Duplicate { get; } = Dice.Share(0.4);

    /// <summary>A message takes much longer than a lease lasts.</summary>
    public double Late { get; } = Dice.Share(0.2);

    /// <summary>A message, a renewal or the answer to a claim never arrives.</summary>
    public double Lost { get; } = Dice.Share(0.2);

    /// <summary>A model is evaluated in parts, by whoever is free.</summary>
    public double Spread { get; } = Dice.Share(0.8);

    /// <summary>The calls that end a sweep are never made, so that its reminder has to.</summary>
    public bool LosesOneWayCalls { get; } = Dice.Chance(0.2);

    /// <summary>Somebody changes or withdraws something within a minute.</summary>
    public double Meddling { get; } = Dice.Share(0.9);
}
