using System.Globalization;
using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Hosting;
using Counterfactual.Grains.Hosting.Tests;
using Counterfactual.Grains.Sweeps;

namespace Counterfactual.EndToEnd.Tests.Kubernetes;

/// <summary>What the autoscaler asks of the database, asked of the real schema.</summary>
public sealed class AutoscalingTests : IAsyncLifetime
{
    private PostgresServer server = null!;
    private GrainHost host = null!;
    private string store = "";
    private string experiments = "";
    private string busiestSilo = "";

    public async Task InitializeAsync()
    {
        server = await PostgresServer.StartAsync();
        store = await server.CreateDatabaseAsync();
        host = await GrainHost.StartAsync(new() { Store = store, GrainAssemblies = [typeof(SweepGrain).Assembly] });
        var triggers = (await RenderedManifests.OfOverlayAsync("cuda")).Find("ScaledObject", "silo").Spec.ListAt("triggers")
            .ToDictionary(trigger => trigger.TextAt("name")!, trigger => trigger.TextAt("metadata/query")!);
        (experiments, busiestSilo) = (triggers["experiments"], triggers["busiest-silo"]);
    }

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_is_needed_where_nothing_waits_or_runs() => Assert.Equal((0, 0), await AskAsync());

    [Fact]
    public async Task What_waits_and_what_runs_is_counted_as_far_as_it_may_run()
    {
        await host.LaunchAsync("free", Study.Points(5));
        Assert.Equal((5, 0), await AskAsync());
        var device = await DeviceAsync("silo-0");
        Assert.NotNull(await device.Claim());
        Assert.Equal((5, 1), await AskAsync());

        await host.LaunchAsync("limited", Study.Points(9), launch => launch with { MaxConcurrent = 2 });
        Assert.Equal((7, 1), await AskAsync());
        await host.Sweep("limited").Pause();
        Assert.Equal((5, 1), await AskAsync());
        await host.Sweep("limited").Resume();
        Assert.Equal((7, 1), await AskAsync());

        // What runs of a sweep that is paused or stopped is there until it ends.
        await host.Sweep("free").Pause();
        Assert.Equal((3, 1), await AskAsync());
        await host.Sweep("free").Resume();
        await host.Sweep("free").Stop();
        Assert.Equal((3, 1), await AskAsync());
        await host.Sweep("limited").Cancel();
        Assert.Equal((1, 1), await AskAsync());
    }

    [Fact]
    public async Task No_silo_below_one_that_runs_something_is_given_up()
    {
        await host.LaunchAsync("sweep", Study.Points(3));
        var last = await (await DeviceAsync("silo-11")).Claim();
        var first = await (await DeviceAsync("silo-2")).Claim();
        Assert.Equal((3, 12), await AskAsync());
        await host.Experiment(last!).Complete(last!.Lease.Epoch, Study.Result);
        Assert.Equal((2, 3), await AskAsync());
        await host.Experiment(first!).Complete(first!.Lease.Epoch, Study.Result);
        Assert.Equal((1, 0), await AskAsync());

        // A silo that is no pod of the StatefulSet does not count.
        Assert.NotNull(await (await DeviceAsync("workstation-77")).Claim());
        Assert.Equal((1, 0), await AskAsync());
    }

    private Task<IDeviceGrain> DeviceAsync(string silo) => host.DeviceAsync("cuda:0", silo, DeviceKind.Cuda);

    private async Task<(int Experiments, int Silos)> AskAsync() => (await AskAsync(experiments), await AskAsync(busiestSilo));

    private async Task<int> AskAsync(string query) =>
        int.Parse((await server.QueryAsync(query, store))!, CultureInfo.InvariantCulture);
}
