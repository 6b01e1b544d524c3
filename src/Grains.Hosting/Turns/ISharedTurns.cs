namespace Counterfactual.Grains.Hosting.Turns;

/// <summary>The turns that the calls of one method share.</summary>
internal interface ISharedTurns
{
    /// <summary>Makes the calls that wait, where nobody else does (<see cref="TurnOptions.SharedByHand"/>).</summary>
    /// <returns>In how many turns: one, unless a call failed and each had to be made alone, or there were very many.</returns>
    Task<int> MakeWaitingAsync();
}
