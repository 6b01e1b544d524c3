using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Listings;

namespace Counterfactual.Silo.Api.Contracts;

/// <summary>
/// A <see cref="SweepDetails"/> while it is written: its experiments are read page by page and forgotten, so that a sweep of any
/// length takes little memory. To be written once.
/// </summary>
public sealed class SweepDetailsStream
{
    private const int ReadAtOnce = 500;

    private readonly SweepSnapshot sweep;
    private readonly ISweepQueries queries;
    private readonly List<ExperimentSnapshot> written = [];

    internal SweepDetailsStream(SweepSnapshot sweep, ISweepQueries queries) => (this.sweep, this.queries) = (sweep, queries);

    /// <inheritdoc cref="SweepDetails.Sweep"/>
    [JsonPropertyOrder(0)] public SweepSummary Sweep => SweepContracts.Summarize(sweep);

    /// <inheritdoc cref="SweepDetails.File"/>
    [JsonPropertyOrder(1)] public string File => sweep.File;

    /// <inheritdoc cref="SweepDetails.Experiments"/>
    [JsonPropertyOrder(2)] public IAsyncEnumerable<ExperimentDetails> Experiments => ReadAsync();

    /// <inheritdoc cref="SweepDetails.Rows"/>
    /// <remarks>Of the experiments that were written, and so written after them.</remarks>
    [JsonPropertyOrder(3)] public IReadOnlyList<TableRow> Rows => TableRows.Of(written);

    private async IAsyncEnumerable<ExperimentDetails> ReadAsync(
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var lean = new LeanExperiments();
        var ordered = (await queries.Versions(sweep.Id, cancellation))
            .OrderBy(experiment => experiment.Position).ThenBy(experiment => experiment.Number).ToList();
        foreach (var page in ordered.Select(experiment => experiment.Number).Chunk(ReadAtOnce))
        {
            var found = (await queries.Experiments(sweep.Id, page, cancellation))
                .ToDictionary(experiment => experiment.Number);
            foreach (var experiment in page.Where(found.ContainsKey).Select(number => found[number]))
            {
                written.Add(lean.Of(experiment));
                yield return ExperimentContracts.Describe(experiment);
            }
        }
    }
}
