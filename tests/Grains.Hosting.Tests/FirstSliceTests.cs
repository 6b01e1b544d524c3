using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Grains.Hosting.Tests;

public sealed class FirstSliceTests
{
    [Fact]
    public async Task Sweep_runs()
    {
        await using var host = await GrainHost.StartAsync(new() { Store = "sqlite::memory:", GrainAssemblies = [typeof(SweepGrain).Assembly] });
        var launched = await host.Client.GetGrain<ISweepGrain>("demo").Launch(new()
        {
            Name = "demo", File = "", Points = [.. Enumerable.Range(0, 5).Select(i => new ExperimentPoint { Cell = $"c{i}", Row = "r", Seed = i, Parameters = [], Settings = "{}" })],
        });
        Assert.Equal(5, launched.Queued);
        var device = host.Client.GetGrain<IDeviceGrain>("s/cpu:0");
        await device.Register(new("s", "cpu:0", DeviceKind.Cpu, 1, 1 << 30));
        while (await device.Claim() is { } a)
        {
            var e = host.Client.GetGrain<IExperimentGrain>(a.Lease.Experiment);
            Assert.Empty(await host.Leases.RenewAsync([a.Lease]));
            await e.Report(a.Lease.Epoch, new() { Metrics = [new("x", 1, double.NaN)] });
            await e.Complete(a.Lease.Epoch, new() { Evaluations = [new(1, [new("ID", true, 1, 2)])] });
        }
        while ((await host.Queries.Sweep("demo"))!.Status == SweepStatus.Running)
        {
            await Task.Delay(10);
        }

        Assert.Equal(SweepStatus.Completed, (await host.Queries.Sweeps())[0].Status);
        Assert.Equal(5, (await host.Queries.Experiments("demo")).Count(x => x.Result is not null));
        Assert.Equal(5, (await host.Queries.Devices())[0].Completed);
        Assert.Single(await host.Queries.Metrics("demo/1"));
    }
}
