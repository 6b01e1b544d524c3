using System.Text;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Listings;

namespace Counterfactual.Silo.Api;

/// <summary>
/// Sweeps, and what is in them, page by page: searched and sorted here, so that no client ever needs all of a large sweep.
/// </summary>
internal static class ListingEndpoints
{
    internal static void MapListings(this IEndpointRouteBuilder routes, ApiContext context)
    {
        var listings = routes.ServiceProvider.GetRequiredService<SweepListings>();
        routes.MapGet(ApiRoutes.Sweeps, async (
            string? search, string? status, [AsParameters] ListQuery query, CancellationToken cancellation) =>
            query.Of(Sort(Find(await context.Grains.Queries.Sweeps(cancellation), search, status), query)));
        routes.MapGet(ApiRoutes.SweepTemplate + "/experiments", async (
            string sweep, string[] status, string? row, string? search, [AsParameters] ListQuery query,
            CancellationToken cancellation) =>
        {
            var listing = await FindAsync(context, listings, sweep, cancellation);
            var found = Find(listing.Experiments, status, row, search).Select(ExperimentContracts.Summarize);
            return query.Of(found.Sort(query.Order(ExperimentOrder.Number), query.Descending ?? false));
        });
        routes.MapGet(ApiRoutes.SweepTemplate + "/overview", async (
            string sweep, HttpContext http, CancellationToken cancellation) =>
        {
            var snapshot = await SweepEndpoints.FindAsync(context, sweep, cancellation);
            var listing = await listings.OfAsync(sweep, cancellation);
            return Revalidation.Json(http, Describe(snapshot, listing), ApiJson.Default.SweepOverview);
        }).Produces<SweepOverview>();
        routes.MapGet(ApiRoutes.SweepTemplate + "/rows", async (
            string sweep, [AsParameters] ListQuery query, HttpContext http, CancellationToken cancellation) =>
        {
            var rows = (await FindAsync(context, listings, sweep, cancellation)).Rows;
            var page = query.Of(rows.Sort(query.Order(RowOrder.Position), query.Descending ?? false));
            return Revalidation.Json(http, page, ApiJson.Default.PageTableRow);
        }).Produces<Page<TableRow>>();
        routes.MapGet(ApiRoutes.SweepTemplate + "/table", async (
            string sweep, int? offset, int? limit, HttpContext http, CancellationToken cancellation) =>
        {
            var table = (await FindAsync(context, listings, sweep, cancellation)).Table;
            var query = new ListQuery(Sort: null, Descending: null, offset, limit);
            var page = new ReportTablePage(table.Rows.Count, table.Columns, [.. query.Part(table.Rows)]);
            return Revalidation.Json(http, page, ApiJson.Default.ReportTablePage);
        }).Produces<ReportTablePage>();
        routes.MapGet(ApiRoutes.SweepTemplate + "/figures/{figure}", async (
            string sweep, string figure, HttpContext http, CancellationToken cancellation) =>
        {
            var listing = await FindAsync(context, listings, sweep, cancellation);
            var svg = listing.Draw(figure)
                ?? throw ApiException.Missing($"figure '{figure}'", [.. listing.Figures.Select(known => known.Name)]);
            http.Response.Headers.ContentSecurityPolicy = ReportEndpoints.ContentSecurityPolicy;
            http.Response.Headers.XContentTypeOptions = "nosniff";
            return Revalidation.Bytes(http, Encoding.UTF8.GetBytes(svg), "image/svg+xml");
        }).Produces<string>(contentType: "image/svg+xml");
    }

    private static async Task<SweepListing> FindAsync(
        ApiContext context, SweepListings listings, string sweep, CancellationToken cancellation)
    {
        await SweepEndpoints.FindAsync(context, sweep, cancellation);
        return await listings.OfAsync(sweep, cancellation);
    }

    private static IEnumerable<SweepSummary> Find(IEnumerable<SweepSnapshot> sweeps, string? search, string? status)
    {
        var words = new SearchWords(search);
        SweepStatus? wanted = status is null ? null : ListQuery.Word<SweepStatus>("status", status);
        return sweeps
            .Where(sweep => (wanted is null || sweep.Status == wanted)
                && words.OccurIn([sweep.Id, sweep.Name, sweep.Owner, sweep.Note, .. sweep.Tags]))
            .Select(SweepContracts.Summarize);
    }

    private static IEnumerable<SweepSummary> Sort(IEnumerable<SweepSummary> sweeps, ListQuery query)
    {
        var order = query.Order(SweepOrder.Created);
        return sweeps.Sort(order, query.Descending ?? order.IsDescendingByDefault());
    }

    private static IEnumerable<ExperimentSnapshot> Find(
        IEnumerable<ExperimentSnapshot> experiments, string[] statuses, string? row, string? search)
    {
        var words = new SearchWords(search);
        var wanted = statuses.Select(status => ListQuery.Word<ExperimentStatus>("status", status)).ToHashSet();
        return experiments.Where(experiment => (wanted.Count == 0 || wanted.Contains(experiment.Status))
            && (row is null || experiment.Point.Row == row)
            && words.OccurIn(
                [
                    experiment.Id, experiment.Point.Row, experiment.Device, experiment.LastFailure?.Message,
                    .. experiment.Point.Parameters.Select(parameter => parameter.Value),
                ]));
    }

    private static SweepOverview Describe(SweepSnapshot sweep, SweepListing listing) => new()
    {
        Sweep = SweepContracts.Summarize(sweep),
        File = sweep.File,
        Parameters = listing.Parameters,
        TestSets = listing.TestSets,
        Rows = listing.Rows.Count,
        Figures =
        [
            .. listing.Figures.Select(figure =>
                new FigureDetails(figure.Name, figure.Title, figure.Caption, figure.Width, figure.Height)),
        ],
    };
}
