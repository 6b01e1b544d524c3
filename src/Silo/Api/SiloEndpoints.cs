using Counterfactual.Grains.Shards;
using Counterfactual.Silo.Api.Access;
using Counterfactual.Silo.Api.Contracts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Counterfactual.Silo.Api;

/// <summary>The silo itself, and the shards.</summary>
internal static class SiloEndpoints
{
    internal static void MapSilo(this IEndpointRouteBuilder routes, ApiContext context)
    {
        routes.MapGet(ApiRoutes.Health, () => Health(context));
        routes.MapGet(ApiRoutes.Me, (HttpContext http) => Describe(Caller.Of(http), context));
        routes.MapPost(ApiRoutes.Shutdown, () => Shutdown(context));
        routes.MapGet(ApiRoutes.Shards, (CancellationToken cancellation) => ShardsAsync(context, cancellation));
    }

    private static SiloHealth Health(ApiContext context) => new()
    {
        Silo = context.Silo,
        Version = typeof(SiloEndpoints).Assembly.GetName().Version!.ToString(3),
        ProcessId = Environment.ProcessId,
        Home = context.Home.Root,
        Started = context.Started,
        IsEmbedded = context.IsEmbedded,
        GraceSeconds = context.Grace.TotalSeconds,
        RunsTrainers = context.Trainers is not null,
        Devices = [.. context.Trainers?.Devices.Select(device => device.Name) ?? []],
    };

    private static CallerDetails Describe(Caller caller, ApiContext context) =>
        new() { Silo = context.Silo, Role = caller.Role, Name = caller.Name };

    private static Accepted Shutdown(ApiContext context)
    {
        if (context.IsEmbedded)
        {
            throw ApiException.Conflict("this silo belongs to a console and ends with it; stop that console (Ctrl-C)");
        }

        context.RequestStop();
        return TypedResults.Accepted((string?)null);
    }

    private static Task<IReadOnlyList<ShardSnapshot>> ShardsAsync(ApiContext context, CancellationToken cancellation) =>
        context.Grains.Queries.Shards(cancellation);
}
