using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Hosting.Tables;
using Counterfactual.Grains.Hosting.Turns;

namespace Counterfactual.Grains.Hosting;

/// <summary>What the database says of stored files: which are still needed, and which no longer.</summary>
public sealed class CheckpointPointers
{
    private readonly TurnRunner runner;

    internal CheckpointPointers(TurnRunner runner) => this.runner = runner;

    /// <summary>
    /// Forgets the checkpoints of experiments that completed, and of those that failed for good or were cancelled at least so
    /// long ago (database clock). Should one of them be run again, it starts over.
    /// </summary>
    /// <returns>How many.</returns>
    public async Task<int> ForgetAsync(TimeSpan keep, CancellationToken cancellation = default) => await runner.RunAsync(
        readOnly: false,
        async turn => (await turn.Session.QueryAsync(
            new(
                """
                UPDATE experiment SET checkpoint = NULL, version = version + 1
                WHERE checkpoint IS NOT NULL
                    AND (status = 'Completed' OR (status IN ('Failed', 'Cancelled') AND ended <= now_ms() - @keep))
                RETURNING number
                """,
                ("@keep", (long)keep.TotalMilliseconds)),
            row => row.GetInt32(0))).Count,
        cancellation);

    /// <summary>
    /// Whether any state of an experiment mentions a stored file. True as well where the database does not know the experiment:
    /// its files are then somebody else's.
    /// </summary>
    /// <param name="experiment">Key of the experiment.</param>
    /// <param name="artifact">Name of the file in the artifact store.</param>
    /// <param name="cancellation">Ends the wait for the database.</param>
    public async Task<bool> IsNeededAsync(ExperimentKey experiment, string artifact, CancellationToken cancellation = default)
    {
        var states = await runner.RunAsync(
            readOnly: true,
            turn => turn.Session.QueryAsync(
                new(
                    "SELECT checkpoint, result, fine_tuned, evaluation FROM experiment WHERE sweep = @sweep AND number = @number",
                    ("@sweep", experiment.Sweep), ("@number", experiment.Number)),
                row => row.StringOrNull(0) + row.StringOrNull(1) + row.StringOrNull(2) + row.StringOrNull(3)),
            cancellation);
        return states.Count == 0 || states.Any(state => state.Contains(artifact, StringComparison.Ordinal));
    }
}
