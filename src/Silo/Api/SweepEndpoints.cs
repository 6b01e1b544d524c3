using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Silo.Api;

/// <summary>Sweeps: launched, looked at, cancelled.</summary>
internal static class SweepEndpoints
{
    internal static void MapSweeps(this IEndpointRouteBuilder routes, ApiContext context)
    {
        routes.MapPost(ApiRoutes.Sweeps, async (LaunchRequest request, SweepLauncher launcher, CancellationToken cancellation) =>
        {
            var launched = await launcher.LaunchAsync(request, cancellation);
            context.Leases.CheckNow();
            context.Reports.Look(launched.SweepId);
            return launched;
        });
        routes.MapGet(ApiRoutes.Sweeps, async (CancellationToken cancellation) =>
            (IReadOnlyList<SweepSummary>)[.. (await context.Grains.Queries.Sweeps(cancellation)).Select(SweepContracts.Summarize)]);
        routes.MapGet(ApiRoutes.SweepTemplate, (string sweep, CancellationToken cancellation) =>
            DetailsAsync(context, sweep, cancellation));
        routes.MapGet(ApiRoutes.SweepTemplate + "/progress", async (string sweep, long? after, CancellationToken cancellation) =>
            context.Live.Of(await FindAsync(context, sweep, cancellation), after ?? 0, context.Trainers?.Devices.Count() ?? 1));
        routes.MapPost(ApiRoutes.SweepTemplate + "/cancel", async (string sweep, CancellationToken cancellation) =>
        {
            await FindAsync(context, sweep, cancellation);
            await context.Grains.Client.GetGrain<ISweepGrain>(sweep).Cancel();
            context.Leases.CheckNow();
            context.Reports.Look(sweep);
            return Results.NoContent();
        });
        routes.MapPost(ApiRoutes.SweepTemplate + "/report", async (string sweep, CancellationToken cancellation) =>
        {
            await FindAsync(context, sweep, cancellation);
            return await context.Reports.WriteAsync(sweep, cancellation);
        });
    }

    /// <summary>The sweep, or 404 with those that there are.</summary>
    internal static async Task<SweepSnapshot> FindAsync(ApiContext context, string id, CancellationToken cancellation) =>
        await context.Grains.Queries.Sweep(id, cancellation) ?? throw ApiException.Missing(
            $"sweep '{id}'", [.. (await context.Grains.Queries.Sweeps(cancellation)).Select(sweep => sweep.Id)]);

    private static async Task<SweepDetails> DetailsAsync(ApiContext context, string id, CancellationToken cancellation) =>
        SweepContracts.Detail(
            await FindAsync(context, id, cancellation), await context.Grains.Queries.Experiments(id, cancellation: cancellation));
}
