using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Shards;
using Counterfactual.Silo.Api.Contracts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Counterfactual.Silo.Api;

/// <summary>The silo itself, its devices and shards.</summary>
internal static class SiloEndpoints
{
    internal static void MapSilo(this IEndpointRouteBuilder routes, ApiContext context)
    {
        routes.MapGet(ApiRoutes.Health, () => Health(context));
        routes.MapPost(ApiRoutes.Shutdown, () => Shutdown(context));
        routes.MapGet(ApiRoutes.Devices, (CancellationToken cancellation) => DevicesAsync(context, cancellation));
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
        RunsTrainers = context.Trainers is not null,
        Devices = [.. context.Trainers?.Devices.Select(device => device.Name) ?? []],
    };

    private static Accepted Shutdown(ApiContext context)
    {
        if (context.IsEmbedded)
        {
            throw ApiException.Conflict("this silo belongs to a console and ends with it; stop that console (Ctrl-C)");
        }

        context.RequestStop();
        return TypedResults.Accepted((string?)null);
    }

    private static async Task<IReadOnlyList<DeviceDetails>> DevicesAsync(ApiContext context, CancellationToken cancellation) =>
        [.. (await context.Grains.Queries.Devices(cancellation)).Select(device => Describe(device, context))];

    private static Task<IReadOnlyList<ShardSnapshot>> ShardsAsync(ApiContext context, CancellationToken cancellation) =>
        context.Grains.Queries.Shards(cancellation);

    private static DeviceDetails Describe(DeviceSnapshot device, ApiContext context)
    {
        var trainer = context.Trainers?.Find(device.Description.Id);
        return new DeviceDetails
        {
            Id = device.Description.Id,
            Silo = device.Description.Silo,
            Name = device.Description.Name,
            Kind = device.Description.Kind,
            Threads = device.Description.Threads,
            MemoryBytes = device.Description.MemoryBytes,
            Online = trainer is not null,
            ProcessId = trainer?.ProcessId,
            Experiment = device.Experiment,
            Completed = device.Completed,
        };
    }
}
