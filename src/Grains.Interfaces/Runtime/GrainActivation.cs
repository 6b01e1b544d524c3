namespace Counterfactual.Grains.Runtime;

/// <summary>What the host gives a grain for one turn: who it is and what it can reach.</summary>
/// <param name="Key">The grain's key.</param>
/// <param name="GrainFactory">References to other grains, joined to the turn's transaction.</param>
/// <param name="Reminders">The reminders of this grain.</param>
internal sealed record GrainActivation(string Key, IGrainFactory GrainFactory, IGrainReminders Reminders);
