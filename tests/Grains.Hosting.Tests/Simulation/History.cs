namespace Counterfactual.Grains.Hosting.Simulation;

/// <summary>What happened in a run, a line each.</summary>
internal sealed class History(VirtualTime time)
{
    private readonly List<string> lines = [];

    public int Count => lines.Count;

    public void Note(string line) => lines.Add($"{(time.Now - VirtualTime.Beginning).TotalSeconds,10:F3} s  {line}");

    /// <summary>The last lines; all where fewer happened.</summary>
    public string Last(int count) => string.Join(Environment.NewLine, lines.TakeLast(count));
}
