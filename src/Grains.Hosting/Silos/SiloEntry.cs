namespace Counterfactual.Grains.Hosting;

/// <summary>A silo that runs experiments, as it enters itself in the store.</summary>
/// <param name="Name">Its name: the first part of its devices' keys. No two silos of a store have the same.</param>
/// <param name="Instance">Tells this run of the silo from every other; for example a GUID.</param>
/// <param name="Home">Tells its home from every other. Whoever holds the home's lock may take over the name at once.</param>
/// <param name="Place">Where it runs, for people: machine, process, directory.</param>
public sealed record SiloEntry(string Name, string Instance, string Home, string Place);

/// <summary>A silo as the store has it.</summary>
/// <param name="Entry">What it entered.</param>
/// <param name="Started">When it entered (database clock, UTC).</param>
/// <param name="IsAlive">Whether it has been heard of within the duration of a lease.</param>
/// <param name="Activity">What it said last of what it does: a document that only silos read; empty at first.</param>
public sealed record SiloSnapshot(SiloEntry Entry, DateTime Started, bool IsAlive, string Activity);
