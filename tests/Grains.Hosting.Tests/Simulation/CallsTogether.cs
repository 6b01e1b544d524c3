namespace Counterfactual.Grains.Hosting.Simulation;

/// <summary>Calls of one method that come within a moment of each other and share a turn, as they do in a busy silo.</summary>
/// <param name="agenda">When they are made.</param>
/// <param name="dice">How long the first of them waits for others.</param>
/// <param name="make">Makes them.</param>
internal sealed class CallsTogether<TCall>(Agenda agenda, Dice dice, Func<IReadOnlyList<TCall>, Task> make)
{
    private List<TCall> waiting = [];

    public bool Any => waiting.Count > 0;

    public void Add(TCall call)
    {
        waiting.Add(call);
        if (waiting.Count == 1)
        {
            agenda.In(dice.Seconds(0, 1), () =>
            {
                var calls = waiting;
                waiting = [];
                return make(calls);
            });
        }
    }
}
