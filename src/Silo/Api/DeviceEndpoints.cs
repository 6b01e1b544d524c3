using Counterfactual.Grains.Devices;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Devices.Monitoring;
using Counterfactual.Silo.Hosting;

namespace Counterfactual.Silo.Api;

/// <summary>The devices of all silos: looked at, drained.</summary>
internal static class DeviceEndpoints
{
    internal static void MapDevices(this IEndpointRouteBuilder routes, ApiContext context)
    {
        routes.MapGet(ApiRoutes.Devices, (CancellationToken cancellation) => DevicesAsync(context, cancellation));
        routes.MapGet(ApiRoutes.Devices + "/history", (int? points) => Histories(context, points));
        routes.MapPost(
            ApiRoutes.DeviceTemplate + "/drain",
            (string silo, string device, bool? undo, CancellationToken cancellation) =>
                DrainAsync(context, $"{silo}/{device}", undo is not true, cancellation));
    }

    /// <summary>What the devices of this silo were doing; other silos tell their newest reading only.</summary>
    private static IReadOnlyList<DeviceHistory> Histories(ApiContext context, int? points)
    {
        if (points < 1)
        {
            throw ApiException.Wrong($"points is {points}; expected 1 or more");
        }

        return
        [
            .. from device in context.Trainers?.Monitor.History().AsEnumerable() ?? []
               orderby device.Key
               select new DeviceHistory(device.Key, ReadingSampling.Reduce(device.Value, points ?? DeviceMonitor.Kept)),
        ];
    }

    private static async Task<DeviceDetails> DrainAsync(
        ApiContext context, string id, bool drained, CancellationToken cancellation)
    {
        var there = await context.Grains.Queries.Devices(cancellation);
        if (!there.Any(device => device.Description.Id == id))
        {
            throw ApiException.Missing($"device '{id}'", [.. there.Select(device => device.Description.Id)]);
        }

        await context.Grains.Client.GetGrain<IDeviceGrain>(id).Drain(drained);
        context.Leases.CheckNow();
        return (await DevicesAsync(context, cancellation)).Single(device => device.Id == id);
    }

    private static async Task<IReadOnlyList<DeviceDetails>> DevicesAsync(ApiContext context, CancellationToken cancellation)
    {
        var others = await context.Others.AliveAsync(cancellation);
        return [.. (await context.Grains.Queries.Devices(cancellation)).Select(device => Describe(device, context, others))];
    }

    private static DeviceDetails Describe(DeviceSnapshot device, ApiContext context, IReadOnlyList<OtherSilo> others)
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
            Online = trainer is not null || others.Any(other => other.Name == device.Description.Silo),
            ProcessId = trainer?.ProcessId,
            Experiment = device.Experiment,
            Completed = device.Completed,
            Drained = device.IsDrained,
            Reading = context.Trainers?.Monitor.Latest().GetValueOrDefault(device.Description.Id)
                ?? others.FirstOrDefault(other => other.Name == device.Description.Silo)?.ReadingOf(device.Description.Name),
        };
    }
}
