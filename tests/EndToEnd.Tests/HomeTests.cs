using System.Text.Json;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.EndToEnd.Tests;

/// <summary>Several consoles, one home, one silo.</summary>
[Collection(StudyCollection.Name)]
public sealed class HomeTests(UndisturbedStudy study)
{
    [Fact]
    public async Task A_second_console_talks_to_the_silo_of_the_first_and_outlives_it()
    {
        await using var home = new TestHome();
        await using var first = ConsoleProcess.Start(home, "sweep", "run", study.File.Path, "--devices", "cpu:2");
        await home.WaitForTrainingAsync(StudyFile.Sweep);
        var status = (await ConsoleProcess.RunAsync(home, "silo", "status", "-o", "json")).Expect(0);
        Assert.Equal(first.Id, JsonSerializer.Deserialize<Status>(status.Output, JsonSerializerOptions.Web)!.Silo!.ProcessId);

        await using var second = ConsoleProcess.Start(home, "sweep", "watch", StudyFile.Sweep);
        await Eventually.HoldsAsync("the second console shows progress", () => second.ErrorSoFar.Length > 0);
        Assert.Empty(ProcessTree.ChildrenOf(second.Id));
        first.Send(Signal.Interrupt);
        (await first.WaitForExitAsync()).Expect(130);

        var run = (await second.WaitForExitAsync()).Expect(0);
        Assert.Contains("The sweep goes on in this process", run.Error);
        Assert.Equal(study.Numbers, await StudyNumbers.OfAsync(home));
    }

    [Fact]
    public async Task A_detached_sweep_goes_on_without_its_console_and_can_be_cancelled()
    {
        await using var home = new TestHome();
        var launched =
            (await ConsoleProcess.RunAsync(home, "sweep", "run", study.File.Path, "--detach", "--devices", "cpu:1")).Expect(0);
        Assert.Contains("sweep study runs in the background", launched.Output);
        Assert.Contains($"counterfactual sweep watch study --home {home.Path}", launched.Output);

        var running = await home.WaitForTrainingAsync(StudyFile.Sweep);
        var list = (await ConsoleProcess.RunAsync(home, "device", "list")).Expect(0);
        Assert.Contains("busy", list.Output);

        await using var watcher = ConsoleProcess.Start(home, "sweep", "watch", StudyFile.Sweep);
        await Eventually.HoldsAsync("the watcher shows progress", () => watcher.ErrorSoFar.Length > 0);
        var cancelled = (await ConsoleProcess.RunAsync(home, "sweep", "cancel", StudyFile.Sweep, "-o", "json")).Expect(0);
        var summary = JsonDocument.Parse(cancelled.Output).RootElement;
        Assert.Equal("cancelled", summary.GetProperty("status").GetString());
        (await watcher.WaitForExitAsync()).Expect(1);
        await Eventually.FindAsync("the device is free again", async () =>
            (await home.AskAsync(client => client.ListDevicesAsync())).All(device => device.Experiment is null) ? "free" : null);

        (await ConsoleProcess.RunAsync(home, "silo", "stop")).Expect(0);
        Assert.False(ProcessTree.IsRunning(running.ProcessId));
        var status = (await ConsoleProcess.RunAsync(home, "silo", "status")).Expect(0);
        Assert.StartsWith("no silo runs in", status.Output);

        var again = (await ConsoleProcess.RunAsync(home, "sweep", "run", study.File.Path, "--devices", "cpu:2")).Expect(0);
        Assert.Contains("5 experiments", again.Error);
        Assert.Equal(study.Numbers, await StudyNumbers.OfAsync(home));
    }

    [Fact]
    public async Task A_paused_sweep_run_again_stays_paused_and_says_how_it_goes_on()
    {
        await using var home = new TestHome();
        (await ConsoleProcess.RunAsync(home, "sweep", "run", study.File.Path, "--detach", "--devices", "cpu:1")).Expect(0);
        (await ConsoleProcess.RunAsync(home, "sweep", "pause", StudyFile.Sweep)).Expect(0);

        var again = (await ConsoleProcess.RunAsync(home, "sweep", "run", study.File.Path, "--detach")).Expect(0);
        Assert.Contains("sweep study waits, paused, in the background", again.Output);
        Assert.Contains(
            $"sweep study is paused; it goes on after 'counterfactual sweep resume study --home {home.Path}'", again.Error);

        await using var watcher = ConsoleProcess.Start(home, "sweep", "run", study.File.Path);
        await Eventually.HoldsAsync(
            "the console says so", () => watcher.ErrorSoFar.Contains("is paused", StringComparison.Ordinal));
        (await ConsoleProcess.RunAsync(home, "sweep", "resume", StudyFile.Sweep)).Expect(0);
        (await watcher.WaitForExitAsync()).Expect(0);
        Assert.Equal(study.Numbers, await StudyNumbers.OfAsync(home));
    }

    private sealed record Status(string Home, SiloHealth? Silo);
}
