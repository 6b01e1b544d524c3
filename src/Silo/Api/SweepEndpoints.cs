using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Api.Access;
using Counterfactual.Silo.Api.Contracts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Counterfactual.Silo.Api;

/// <summary>Sweeps: launched, looked at, paused, resumed, stopped, retried, cancelled.</summary>
internal static class SweepEndpoints
{
    internal static void MapSweeps(this IEndpointRouteBuilder routes, ApiContext context)
    {
        routes.MapPost(ApiRoutes.Sweeps, async (
            LaunchRequest request, SweepLauncher launcher, HttpContext http, CancellationToken cancellation) =>
        {
            var launched = await launcher.LaunchAsync(request, Caller.Of(http).Name, cancellation);
            context.Leases.CheckNow();
            context.Reports.Look(launched.SweepId);
            return launched;
        });
        routes.MapGet(ApiRoutes.SweepTemplate, (string sweep, CancellationToken cancellation) =>
            DetailsAsync(context, sweep, cancellation));
        routes.MapGet(ApiRoutes.SweepTemplate + "/progress", (string sweep, long? after, CancellationToken cancellation) =>
            ProgressAsync(context, sweep, after ?? 0, cancellation));
        routes.MapVerb("cancel", context, sweep => sweep.Cancel());
        routes.MapVerb("pause", context, sweep => sweep.Pause());
        routes.MapVerb("resume", context, sweep => sweep.Resume());
        routes.MapVerb("stop", context, sweep => sweep.Stop());
        routes.MapPost(
            ApiRoutes.SweepTemplate + "/annotation", (string sweep, SweepAnnotation annotation, CancellationToken cancellation) =>
                annotation.Problem() is { } problem
                    ? throw ApiException.Wrong(problem)
                    : ApplyAsync(context, sweep, grain => grain.Annotate(annotation), cancellation));
        routes.MapPost(ApiRoutes.SweepTemplate + "/retry", (string sweep, bool? fromScratch, CancellationToken cancellation) =>
            ApplyAsync(context, sweep, grain => grain.Retry(fromScratch ?? false), cancellation));
    }

    private static void MapVerb(
        this IEndpointRouteBuilder routes, string verb, ApiContext context, Func<ISweepGrain, Task> apply) =>
        routes.MapPost($"{ApiRoutes.SweepTemplate}/{verb}", (string sweep, CancellationToken cancellation) =>
            ApplyAsync(context, sweep, apply, cancellation));

    private static async Task<NoContent> ApplyAsync(
        ApiContext context, string sweep, Func<ISweepGrain, Task> apply, CancellationToken cancellation)
    {
        await FindAsync(context, sweep, cancellation);
        await apply(context.Grains.Client.GetGrain<ISweepGrain>(sweep));
        context.Leases.CheckNow();
        context.Reports.Look(sweep);
        return TypedResults.NoContent();
    }

    /// <summary>The sweep, or 404 with those that there are.</summary>
    internal static async Task<SweepSnapshot> FindAsync(ApiContext context, string id, CancellationToken cancellation) =>
        await context.Grains.Queries.Sweep(id, cancellation) ?? throw ApiException.Missing(
            $"sweep '{id}'",
            [.. (await context.Grains.Queries.Sweeps(cancellation)).Select(sweep => sweep.Id)]);

    /// <summary>Where the sweep stands now, with what happened after an event.</summary>
    internal static async Task<SweepProgress> ProgressAsync(
        ApiContext context, string id, long after, CancellationToken cancellation)
    {
        var snapshot = await FindAsync(context, id, cancellation);
        var others = await context.Others.AliveAsync(cancellation);
        var devices = (context.Trainers?.Devices.Count() ?? 0) + others.Sum(other => other.Activity.Devices);
        return context.Live.Of(snapshot, after, Math.Max(devices, 1), others.SelectMany(other => other.Running));
    }

    private static async Task<SweepDetailsStream> DetailsAsync(ApiContext context, string id, CancellationToken cancellation) =>
        new(await FindAsync(context, id, cancellation), context.Grains.Queries);
}
