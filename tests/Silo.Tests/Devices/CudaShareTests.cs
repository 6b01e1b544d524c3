using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Devices;
using Counterfactual.Silo.Hosting;

namespace Counterfactual.Silo.Tests.Devices;

/// <summary>
/// A CUDA device in four shares, from the option to what the trainer processes are told. The processes say that there is such a
/// device, and compute nothing there.
/// </summary>
public sealed class CudaShareTests
{
    private static SiloOptions Options { get; } = TestSilo.Options with
    {
        Devices = DeviceSelection.Parse("cuda:1/4"),
        Trainers = TestSilo.Options.Trainers with { Program = TestProcess.With("trainer-with-cuda", "2") },
    };

    [Fact]
    public async Task Each_share_has_a_trainer_process_that_is_told_the_device_and_its_part_of_the_memory()
    {
        await using var test = await TestSilo.StartAsync(Options);
        await TestSilo.UntilAsync("four processes run", async () =>
            (await test.Client.ListDevicesAsync()).Select(device => device.ProcessId).OfType<int>().Distinct().Count() == 4);
        var gate = test.PathOf("gate");
        var script = new ScriptedExperiment { WaitAt = 1, Gate = gate };
        await test.LaunchAsync(script, script, script, script);
        await TestSilo.UntilAsync(
            "every share runs one", async () => (await test.Client.GetProgressAsync("scripted")).Running.Count == 4);

        var devices = await test.Client.ListDevicesAsync();
        string[] names = ["cuda:1.0", "cuda:1.1", "cuda:1.2", "cuda:1.3"];
        Assert.Equal(names, devices.Select(device => device.Name));
        Assert.Equal(4, devices.Select(device => device.Experiment).Distinct().Count());

        await File.WriteAllTextAsync(gate, "");
        for (var number = 1; number <= 4; number++)
        {
            Assert.Equal(ExperimentStatus.Completed, (await test.EndOfAsync(number)).Status);
            Assert.Contains(
                "script begins at step 0 with 0.25 of the memory of cuda:1",
                await test.Client.GetExperimentLogAsync($"scripted/{number}"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_drained_share_hands_back_what_it_runs_and_the_others_go_on()
    {
        await using var test = await TestSilo.StartAsync(Options);
        var gate = test.PathOf("gate");
        var script = new ScriptedExperiment { WaitAt = 2, Gate = gate };
        await test.LaunchAsync(script, script, script, script);
        await TestSilo.UntilAsync(
            "every share runs one", async () => (await test.Client.GetProgressAsync("scripted")).Running.Count == 4);
        var drained = (await test.Client.ListDevicesAsync())[2];

        await test.Client.DrainDeviceAsync(drained.Id);
        await TestSilo.UntilAsync("the share is free", async () =>
            (await test.Client.ListDevicesAsync())[2] is { Name: "cuda:1.2", Drained: true, Experiment: null });
        Assert.Equal(3, (await test.Client.GetProgressAsync("scripted")).Running.Count);

        await File.WriteAllTextAsync(gate, "");
        for (var number = 1; number <= 4; number++)
        {
            var ended = await test.EndOfAsync(number);
            Assert.Equal(ExperimentStatus.Completed, ended.Status);
            Assert.NotEqual("cuda:1.2", ended.Device);

            // What was handed back goes on from its checkpoint, and was no failed attempt.
            Assert.Equal(1, ended.Attempts);
            Assert.Equal(
                ended.Id == drained.Experiment,
                (await test.Client.GetExperimentLogAsync(ended.Id)).Contains("ends: Released", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_device_that_is_not_there_has_no_shares()
    {
        var refused = await Assert.ThrowsAsync<DeviceException>(
            () => TestSilo.StartAsync(Options with { Devices = DeviceSelection.Parse("cuda:2/4") }));
        Assert.Equal("devices cuda:2/4: there is no cuda:2; expected some of 0,1", refused.Message);
    }
}
