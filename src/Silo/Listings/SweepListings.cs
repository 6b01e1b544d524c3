using System.Collections.Concurrent;
using System.Diagnostics;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Silo.Listings;

/// <summary>
/// The listings of the sweeps that people look at. A listing is read once; after that only the experiments that changed are, so
/// that any number of people can look at a sweep of many experiments while it runs.
/// </summary>
/// <param name="queries">Reads the database.</param>
internal sealed class SweepListings(ISweepQueries queries) : IDisposable
{
    /// <summary>How long a listing is given without looking for changes.</summary>
    internal static readonly TimeSpan Memory = TimeSpan.FromMilliseconds(500);

    private const int ReadAtOnce = 500;

    /// <summary>Experiments that all listings may hold together; the one asked for last is kept in any case.</summary>
    private const int MostExperiments = 50_000;

    private readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.Ordinal);

    /// <summary>The listing of a sweep as it stood at most <see cref="Memory"/> ago; empty for an unknown sweep.</summary>
    internal async Task<SweepListing> OfAsync(string sweep, CancellationToken cancellation)
    {
        var entry = entries.GetOrAdd(sweep, _ => new Entry());
        await entry.Gate.WaitAsync(cancellation);
        try
        {
            if (entry.Listing is null || Stopwatch.GetElapsedTime(entry.Looked) > Memory)
            {
                await RefreshAsync(sweep, entry, cancellation);
            }

            return entry.Listing!;
        }
        finally
        {
            entry.Gate.Release();
            Forget(entry);
        }
    }

    public void Dispose()
    {
        foreach (var entry in entries.Values)
        {
            entry.Dispose();
        }
    }

    private async Task RefreshAsync(string sweep, Entry entry, CancellationToken cancellation)
    {
        var looked = Stopwatch.GetTimestamp();
        var versions = await queries.Versions(sweep, cancellation);
        if (entry.Listing is null || !entry.Versions.SequenceEqual(versions))
        {
            // An experiment that changes while the others are read is read again the next time.
            var before = entry.Versions.ToDictionary(known => known.Number, known => known.Version);
            var changed = versions.Where(now => before.GetValueOrDefault(now.Number) != now.Version).Select(now => now.Number);
            foreach (var numbers in changed.Chunk(ReadAtOnce).ToList())
            {
                foreach (var experiment in await queries.Experiments(sweep, numbers, cancellation))
                {
                    entry.Experiments[experiment.Number] = entry.Lean.Of(experiment);
                }
            }

            entry.Listing = new([.. versions
                .OrderBy(now => now.Position).ThenBy(now => now.Number)
                .Where(now => entry.Experiments.ContainsKey(now.Number)).Select(now => entry.Experiments[now.Number])]);
            entry.Versions = versions;
        }

        entry.Looked = looked;
    }

    /// <summary>Forgets the listings that were looked at the longest ago, where there are too many.</summary>
    private void Forget(Entry last)
    {
        var left = MostExperiments;
        foreach (var (sweep, entry) in entries.OrderByDescending(known => known.Value.Looked))
        {
            left -= entry.Versions.Count;
            if (left < 0 && entry != last)
            {
                entries.TryRemove(sweep, out _);
            }
        }
    }

    /// <summary>
    /// What is known of a sweep; changed under its gate only. One that was forgotten may still be waited for: it is not disposed.
    /// </summary>
    private sealed class Entry : IDisposable
    {
        internal SemaphoreSlim Gate { get; } = new(1);

        internal IReadOnlyList<ExperimentVersion> Versions { get; set; } = [];

        internal Dictionary<int, ExperimentSnapshot> Experiments { get; } = [];

        internal LeanExperiments Lean { get; } = new();

        internal SweepListing? Listing { get; set; }

        internal long Looked { get; set; }

        public void Dispose() => Gate.Dispose();
    }
}
