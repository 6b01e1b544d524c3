using Counterfactual.Client.Rendering;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Client.Watching;

/// <summary>What a console knows of a sweep at one moment.</summary>
/// <param name="Progress">Where it stands, with what happened since the moment before.</param>
/// <param name="Rows">Its table so far.</param>
internal sealed record WatchedSweep(SweepProgress Progress, IReadOnlyList<TableRow> Rows)
{
    /// <summary>Short names of its rows.</summary>
    public RowNames Names { get; } = RowNames.Of(Rows);
}
