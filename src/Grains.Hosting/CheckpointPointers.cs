using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Hosting.Turns;

namespace Counterfactual.Grains.Hosting;

/// <summary>What the database says of stored files: which are still needed, and which no longer.</summary>
public sealed class CheckpointPointers
{
    private const string States =
        "COALESCE(checkpoint, '') || COALESCE(result, '') || COALESCE(fine_tuned, '') || COALESCE(evaluation, '')";

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
    /// Whether the database mentions a stored file: an experiment's state or gallery, or the state of another, which may share
    /// its weights or have taken over its result. True as well where the database does not know the experiment: its files are
    /// then somebody else's.
    /// </summary>
    /// <param name="experiment">Key of the experiment that wrote the file.</param>
    /// <param name="artifact">Name of the file in the artifact store.</param>
    /// <param name="cancellation">Ends the wait for the database.</param>
    public async Task<bool> IsNeededAsync(ExperimentKey experiment, string artifact, CancellationToken cancellation = default)
    {
        var own = await runner.RunAsync(
            readOnly: true,
            turn => turn.Session.QueryAsync(
                new(
                    $"""
                    SELECT {States} FROM experiment WHERE sweep = @sweep AND number = @number
                    UNION ALL SELECT artifact FROM gallery WHERE sweep = @sweep AND number = @number
                    """,
                    ("@sweep", experiment.Sweep), ("@number", experiment.Number)),
                row => row.GetString(0)),
            cancellation);
        return own.Count == 0 || own.Any(state => state.Contains(artifact, StringComparison.Ordinal))
            || await IsMentionedAsync(artifact, cancellation);
    }

    /// <summary>Reads every experiment: for the few files only that their own experiment does not mention.</summary>
    private async Task<bool> IsMentionedAsync(string artifact, CancellationToken cancellation)
    {
        var mentions = await runner.RunAsync(
            readOnly: true,
            turn => turn.Session.QueryAsync(
                new($"SELECT number FROM experiment WHERE {States} LIKE @pattern LIMIT 1", ("@pattern", $"%{artifact}%")),
                row => row.GetInt32(0)),
            cancellation);
        return mentions.Count > 0;
    }
}
