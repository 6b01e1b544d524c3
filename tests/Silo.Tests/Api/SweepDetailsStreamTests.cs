using System.Text;
using System.Text.Json;
using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Hosting;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Silo.Tests.Api;

public sealed class SweepDetailsStreamTests
{
    /// <summary>More than are read at once.</summary>
    private const int Experiments = 1_100;

    [Fact]
    public async Task A_sweep_is_written_page_by_page_as_it_is_at_once()
    {
        await using var host = await GrainHost.StartAsync(
            new() { Store = "sqlite::memory:", GrainAssemblies = [typeof(SweepGrain).Assembly] });
        var points = Enumerable.Range(1, Experiments).Select(Point).ToList();
        await LaunchAsync(host, points);

        // Their places in the table are no longer in the order of their numbers, and one is in the table no more.
        points.Reverse();
        await LaunchAsync(host, [.. points.Skip(1)]);
        var device = host.Client.GetGrain<IDeviceGrain>("here/cpu:0");
        await device.Register(new("here", "cpu:0", DeviceKind.Cpu, 1, 1));
        for (var completed = 0; completed < 700; completed++)
        {
            var lease = (await device.Claim())!.Lease;
            await host.Client.GetGrain<IExperimentGrain>(lease.Experiment).Complete(lease.Epoch, new()
            {
                Evaluations = [new(1, [new("ID", true, 90, 100), new("A", false, completed % 100, 100)])],
            });
        }

        var sweep = (await host.Queries.Sweep("study"))!;
        var expected = SweepContracts.Detail(sweep, await host.Queries.Experiments("study"));
        Assert.Equal(Experiments - 1, expected.Experiments.Count);
        using var written = new MemoryStream();
        await JsonSerializer.SerializeAsync(
            written, new SweepDetailsStream(sweep, host.Queries), ApiJson.Default.SweepDetailsStream);
        Assert.Equal(
            JsonSerializer.Serialize(expected, ApiJson.Default.SweepDetails), Encoding.UTF8.GetString(written.ToArray()));
    }

    private static Task<SweepLaunched> LaunchAsync(GrainHost host, IReadOnlyList<ExperimentPoint> points) =>
        host.Client.GetGrain<ISweepGrain>("study").Launch(new() { Name = "study", File = "name: study", Points = points });

    private static ExperimentPoint Point(int number) => new()
    {
        Cell = $"cell {number}",
        Row = $"row {number % 7}",
        Seed = number / 7,
        Parameters = [new("masking", $"{number % 7}")],
        Settings = $$"""{"number": {{number}}}""",
    };
}
