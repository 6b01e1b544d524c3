using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Grains.Hosting.Tests;

/// <summary>Short ways to sweeps and devices.</summary>
internal static class Study
{
    public static readonly ExperimentFailure Crash = new(FailureCause.ProcessDied, "the trainer was killed");

    public static readonly ExperimentResult Result = new()
    {
        Evaluations = [new(1, [new("ID", true, 90, 100), new("Sketch", false, 60, 100)])],
    };

    public static ExperimentPoint Point(string cell, DeviceNeeds? needs = null) => new()
    {
        Cell = cell,
        Row = "ours",
        Seed = 0,
        Parameters = [new("masking", "object")],
        Settings = $$"""{"cell":"{{cell}}"}""",
        Needs = needs ?? new(),
    };

    public static IReadOnlyList<ExperimentPoint> Points(int count) =>
        [.. Enumerable.Range(0, count).Select(index => Point($"cell-{index}"))];

    public static Task<SweepLaunched> LaunchAsync(
        this GrainHost host, string sweep, IReadOnlyList<ExperimentPoint> points, Func<SweepLaunch, SweepLaunch>? change = null)
    {
        var request = new SweepLaunch { Name = sweep, File = $"name: {sweep}", Points = points };
        return host.Sweep(sweep).Launch(change?.Invoke(request) ?? request);
    }

    public static async Task<IDeviceGrain> DeviceAsync(
        this GrainHost host, string name = "cpu:0", string silo = "silo", DeviceKind kind = DeviceKind.Cpu, long memory = 1 << 30)
    {
        var description = new DeviceDescription(silo, name, kind, 1, memory);
        var device = host.Client.GetGrain<IDeviceGrain>(description.Id);
        await device.Register(description);
        return device;
    }

    public static ISweepGrain Sweep(this GrainHost host, string id) => host.Client.GetGrain<ISweepGrain>(id);

    public static IExperimentGrain Experiment(this GrainHost host, string id) => host.Client.GetGrain<IExperimentGrain>(id);

    public static IExperimentGrain Experiment(this GrainHost host, Assignment assignment) =>
        host.Experiment(assignment.Lease.Experiment);
}
