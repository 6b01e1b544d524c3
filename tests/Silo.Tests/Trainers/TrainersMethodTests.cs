using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Devices;
using Counterfactual.Silo.Hosting;

namespace Counterfactual.Silo.Tests.Trainers;

/// <summary>The method itself, on real images, in real trainer processes.</summary>
public sealed class TrainersMethodTests
{
    private const string Sweep = """
        name: tiny
        model: miniature
        data: {study: miniature, train_images: 400, test_images: 100, curve_images: 50}
        training: {epochs: 4, batch_size: 50}
        beta: 10
        grid: {masking: [object], refill: [single]}
        thresholds: {object: {single: 0.1}}
        include: [{method: zero_shot}]
        seeds: [0]
        """;

    private static SiloOptions Options { get; } = TestSilo.Options with
    {
        Devices = new DeviceSelection.Cpu(2),
        Trainers = TestSilo.Options.Trainers with { Program = TestProcess.With("real-trainer") },
    };

    [Fact]
    public async Task A_sweep_whose_trainer_and_silo_are_killed_and_stopped_ends_with_the_same_numbers()
    {
        await using var undisturbed = await TestSilo.StartAsync(Options);
        var expected = await RunAsync(undisturbed);
        Assert.Equal(2, expected.Experiments.Count);
        Assert.Equal([1, 1], expected.Experiments.Select(experiment => experiment.Attempts));

        await using var disturbed = await TestSilo.StartAsync(Options);
        await LaunchAsync(disturbed);
        Processes.Kill((await TrainingAsync(disturbed, epoch: 2)).ProcessId);
        await TrainingAsync(disturbed, epoch: 3);
        await disturbed.RestartAsync(Options);
        var found = await EndOfAsync(disturbed);
        Assert.Equal([1, 2], found.Experiments.Select(experiment => experiment.Attempts));
        Assert.Equal(Numbers(expected), Numbers(found));
        foreach (var experiment in expected.Experiments)
        {
            Assert.Equal(
                await MethodNumbers.MeasuredInAsync(undisturbed.Client, experiment.Id),
                await MethodNumbers.MeasuredInAsync(disturbed.Client, experiment.Id));
        }
    }

    private static async Task<SweepDetails> RunAsync(TestSilo test)
    {
        await LaunchAsync(test);
        return await EndOfAsync(test);
    }

    private static Task<SweepLaunched> LaunchAsync(TestSilo test) =>
        test.Client.LaunchSweepAsync(new LaunchRequest { FileName = "/tiny.yaml", Text = Sweep });

    private static async Task<SweepDetails> EndOfAsync(TestSilo test)
    {
        await TestSilo.UntilAsync(
            "the sweep ends", async () => (await test.Client.GetProgressAsync("tiny")).Status != SweepStatus.Running);
        var sweep = await test.Client.GetSweepAsync("tiny");
        Assert.Equal(SweepStatus.Completed, sweep.Sweep.Status);
        return sweep;
    }

    private static async Task<RunningExperiment> TrainingAsync(TestSilo test, int epoch)
    {
        RunningExperiment? found = null;
        await TestSilo.UntilAsync($"epoch {epoch} is trained", async () =>
        {
            found = (await test.Client.GetProgressAsync("tiny")).Running.FirstOrDefault(item => item.Progress.Epoch >= epoch);
            return found is not null;
        });
        return found!;
    }

    private static List<string> Numbers(SweepDetails sweep) => [.. sweep.Experiments.SelectMany(MethodNumbers.CountedIn)];
}
