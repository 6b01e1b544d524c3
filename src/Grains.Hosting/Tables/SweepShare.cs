namespace Counterfactual.Grains.Hosting.Tables;

/// <summary>A sweep that items can be claimed of, and how many of them the claims of a turn are to be given.</summary>
/// <param name="Sweep">The sweep.</param>
/// <param name="Priority">Higher goes first.</param>
/// <param name="MaxConcurrent">Items that may be leased at once; null for no limit.</param>
/// <param name="Oldest">Since when its oldest item waits, in milliseconds since 1970 UTC.</param>
internal sealed record SweepShare(string Sweep, int Priority, int? MaxConcurrent, long Oldest)
{
    /// <summary>Items leased, those of this turn included.</summary>
    public int Running { get; set; }

    /// <summary>Items that are to be given now.</summary>
    public int Given { get; private set; }

    /// <summary>Whether no other turn can change what is running, where there is a limit.</summary>
    public bool IsCertain { get; set; } = MaxConcurrent is null;

    private bool IsBelowLimit => MaxConcurrent is null || Running + Given < MaxConcurrent;

    /// <summary>
    /// Divides so many claims among sweeps: each goes to the sweep of highest priority, then to that with the fewest leased
    /// items, then to that whose oldest item has waited longest. Sweeps at their limit are given none.
    /// </summary>
    public static void Divide(IReadOnlyCollection<SweepShare> sweeps, int claims)
    {
        foreach (var sweep in sweeps)
        {
            sweep.Given = 0;
        }

        for (var claim = 0; claim < claims; claim++)
        {
            var best = sweeps.Where(sweep => sweep.IsBelowLimit)
                .OrderByDescending(sweep => sweep.Priority).ThenBy(sweep => sweep.Running + sweep.Given)
                .ThenBy(sweep => sweep.Oldest).ThenBy(sweep => sweep.Sweep, StringComparer.Ordinal).FirstOrDefault();
            if (best is null)
            {
                return;
            }

            best.Given++;
        }
    }
}
