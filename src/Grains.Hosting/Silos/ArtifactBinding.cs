using Counterfactual.Grains.Hosting.Turns;

namespace Counterfactual.Grains.Hosting;

/// <summary>
/// Which artifact store the files lie in that the database points to: what one silo stores there, every other must find.
/// </summary>
public sealed class ArtifactBinding
{
    private readonly TurnRunner runner;

    internal ArtifactBinding(TurnRunner runner) => this.runner = runner;

    /// <summary>Binds the database to an artifact store, unless it is bound already.</summary>
    /// <param name="id">The artifact store's id.</param>
    /// <param name="place">Where it is, for people.</param>
    /// <param name="again">Binds it to this one even where it is bound to another.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The artifact store that it is bound to now.</returns>
    public Task<(string Id, string Place)> BindAsync(
        string id, string place, bool again = false, CancellationToken cancellation = default) => runner.RunAsync(
        readOnly: false,
        async turn =>
        {
            turn.Session.Defer(new(
                $"""
                INSERT INTO artifact_store (number, id, place) VALUES (1, @id, @place)
                ON CONFLICT (number) DO {(again ? "UPDATE SET id = excluded.id, place = excluded.place" : "NOTHING")}
                """,
                ("@id", id), ("@place", place)));
            var bound = await turn.Session.QueryAsync(
                new("SELECT id, place FROM artifact_store"), row => (row.GetString(0), row.GetString(1)));
            return bound[0];
        },
        cancellation);
}
