using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Artifacts;
using Counterfactual.Silo.Home;
using Counterfactual.Silo.Hosting;

namespace Counterfactual.Silo.Tests.Silos;

public sealed class SiloLifeTests
{
    [Fact]
    public async Task A_stopped_silo_hands_its_experiments_back_and_the_next_goes_on_at_the_checkpoint()
    {
        await using var test = await TestSilo.StartAsync();
        await test.LaunchAsync(new ScriptedExperiment
        {
            Steps = 8,
            CheckpointEvery = 100,
            WaitAt = 5,
            Gate = test.PathOf("gate"),
            Steplog = test.PathOf("steps"),
        });
        var running = await test.RunningAsync(step: 5);
        await test.StopAsync();
        Assert.False(Processes.IsRunning(running.ProcessId));
        File.WriteAllText(test.PathOf("gate"), "");
        await test.RestartAsync();
        var experiment = await test.EndOfAsync();
        Assert.Equal((ExperimentStatus.Completed, 1), (experiment.Status, experiment.Attempts));
        Assert.Null(experiment.LastFailure);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], File.ReadLines(test.PathOf("steps")).Select(int.Parse));
    }

    [Fact]
    public async Task A_stopped_silo_kills_a_trainer_that_does_not_listen_and_hands_its_experiment_back()
    {
        await using var test = await TestSilo.StartAsync();
        await test.LaunchAsync(new ScriptedExperiment { Steps = 8, WaitAt = 5, Gate = test.PathOf("gate"), Deaf = true });
        var running = await test.RunningAsync(step: 5);
        await test.StopAsync();
        Assert.False(Processes.IsRunning(running.ProcessId));
        File.WriteAllText(test.PathOf("gate"), "");
        await test.RestartAsync();
        var experiment = await test.EndOfAsync();
        Assert.Equal((ExperimentStatus.Completed, 1), (experiment.Status, experiment.Attempts));
        Assert.Equal(8, experiment.Evaluations.Single().TestSets[0].Correct);
    }

    [Fact]
    public async Task After_a_killed_silo_no_trainer_survives_and_the_next_goes_on_with_nothing_lost_or_counted_twice()
    {
        await using var test = new TestSilo();
        using var killed = Processes.Start("silo", "--home", test.Home.Root);
        await test.ConnectAsync();
        await LaunchAsync(test);
        await test.RunningAsync(step: 3);
        var trainers = Processes.ChildrenOf(killed.Id);
        Assert.Equal(2, trainers.Count);
        Processes.Kill(killed.Id);
        await TestSilo.UntilAsync("no trainer is left", () => Task.FromResult(!trainers.Any(Processes.IsRunning)));
        await killed.WaitForExitAsync();
        Assert.True(File.Exists(test.Home.Socket));

        File.WriteAllText(test.PathOf("gate"), "");
        await test.Connection!.DisposeAsync();
        await test.RestartAsync();
        for (var number = 1; number <= 6; number++)
        {
            var experiment = await test.EndOfAsync(number);
            Assert.Equal(ExperimentStatus.Completed, experiment.Status);
            Assert.Equal(4 + number, experiment.Evaluations.Single().TestSets[0].Correct);
            Assert.InRange(experiment.Attempts, 1, 2);
            Assert.Equal(
                Enumerable.Range(1, 4 + number), (await test.Client.GetMetricsAsync(experiment.Id)).Select(point => point.Step));
        }
    }

    [Fact]
    public async Task A_signal_ends_a_silo_with_exit_code_0_and_leaves_no_trainer_and_no_socket()
    {
        await using var test = new TestSilo();
        using var silo = Processes.Start("silo", "--home", test.Home.Root);
        await test.ConnectAsync();
        await LaunchAsync(test);
        await test.RunningAsync(step: 3);
        var trainers = Processes.ChildrenOf(silo.Id);
        Processes.Terminate(silo.Id);
        await silo.WaitForExitAsync();
        Assert.Equal(0, silo.ExitCode);
        Assert.DoesNotContain(trainers, Processes.IsRunning);
        Assert.False(File.Exists(test.Home.Socket));
    }

    [Fact]
    public async Task A_silo_can_be_told_to_stop_unless_it_is_embedded()
    {
        await using var test = new TestSilo();
        using var silo = Processes.Start("silo", "--home", test.Home.Root, "--detached");
        await test.ConnectAsync();
        await test.Client.ShutdownAsync();
        await silo.WaitForExitAsync();
        Assert.Equal(0, silo.ExitCode);
        Assert.Contains("Information silo", File.ReadAllText(Path.Combine(test.Home.Logs, "silo.log")), StringComparison.Ordinal);

        await test.StopAsync();
        await using var embedded = await SiloConnection.OpenAsync(test.Home, TestSilo.Options);
        Assert.True(embedded.IsEmbedded);
        var refused = await Assert.ThrowsAsync<Silo.Api.SiloRequestException>(() => embedded.Client.ShutdownAsync());
        Assert.Equal(System.Net.HttpStatusCode.Conflict, refused.Status);
    }

    [Fact]
    public async Task A_second_silo_in_a_home_is_refused_and_a_console_connects_to_the_first()
    {
        await using var test = await TestSilo.StartAsync();
        var refused = await Assert.ThrowsAsync<SiloHomeException>(() => SiloHost.StartAsync(test.Home, TestSilo.Options));
        Assert.Contains($"process {Environment.ProcessId}", refused.Message, StringComparison.Ordinal);
        await using var second = await SiloConnection.OpenAsync(test.Home, TestSilo.Options);
        Assert.False(second.IsEmbedded);
        Assert.True((await second.Client.GetHealthAsync()).RunsTrainers);
    }

    [Fact]
    public async Task Of_consoles_that_open_a_home_at_the_same_moment_one_embeds_the_silo_and_all_reach_it()
    {
        await using var test = new TestSilo();
        var connections = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Task.Run(() => SiloConnection.OpenAsync(test.Home, TestSilo.Options))));
        Assert.Single(connections, connection => connection.IsEmbedded);
        foreach (var connection in connections)
        {
            Assert.Equal(["cpu:0"], (await connection.Client.GetHealthAsync()).Devices);
        }

        // When the console that embeds it ends, another takes over.
        var heir = connections.First(connection => !connection.IsEmbedded);
        await connections.Single(connection => connection.IsEmbedded).DisposeAsync();
        await Assert.ThrowsAsync<Silo.Api.SiloUnavailableException>(() => heir.Client.GetHealthAsync());
        await heir.ReopenAsync();
        Assert.True(heir.IsEmbedded);
        Assert.True((await heir.Client.GetHealthAsync()).RunsTrainers);
        await Task.WhenAll(connections.Select(connection => connection.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task A_silo_in_the_background_takes_over_from_one_that_ends_with_its_console()
    {
        await using var test = new TestSilo();
        await using var console = await SiloConnection.OpenAsync(test.Home, TestSilo.Options);
        using var background = Processes.Start("silo", "--home", test.Home.Root, "--detached");
        await LaunchAsync(test);
        await TestSilo.UntilAsync(
            "the console runs something", async () => (await console.Client.GetProgressAsync("scripted")).Running.Count > 0);
        Assert.False(background.HasExited);
        Assert.True((await console.Client.GetHealthAsync()).IsEmbedded);
        await console.DisposeAsync();
        File.WriteAllText(test.PathOf("gate"), "");
        await test.ConnectAsync();
        Assert.Equal(background.Id, (await test.Client.GetHealthAsync()).ProcessId);
        for (var number = 1; number <= 6; number++)
        {
            var experiment = await test.EndOfAsync(number);
            Assert.Equal((ExperimentStatus.Completed, 1), (experiment.Status, experiment.Attempts));
        }

        await test.Client.ShutdownAsync();
        await background.WaitForExitAsync();
        Assert.Equal(0, background.ExitCode);
    }

    [Fact]
    public async Task A_silo_in_the_background_does_not_wait_for_another_in_the_background()
    {
        await using var test = await TestSilo.StartAsync();
        using var background = Processes.Start("silo", "--home", test.Home.Root, "--detached");
        await background.WaitForExitAsync();
        Assert.Equal(2, background.ExitCode);
    }

    [Fact]
    public async Task A_silo_with_other_artifacts_than_its_store_is_refused_until_it_is_told_that_those_are_lost()
    {
        await using var test = await TestSilo.StartAsync();
        await test.StopAsync();
        var other = TestSilo.Options with { Artifacts = ArtifactLocation.Parse(test.PathOf("other")) };
        var refused = await Assert.ThrowsAsync<SiloHomeException>(() => test.RestartAsync(other));
        Assert.Contains(test.Home.Artifacts, refused.Message, StringComparison.Ordinal);
        Assert.Contains("--artifacts", refused.Message, StringComparison.Ordinal);
        Directory.Move(test.Home.Artifacts, test.PathOf("moved"));
        await test.RestartAsync(TestSilo.Options with { Artifacts = ArtifactLocation.Parse(test.PathOf("moved")) });

        await test.RestartAsync(other with { RebindArtifacts = true });
        await Assert.ThrowsAsync<SiloHomeException>(() => test.RestartAsync());
    }

    [Fact]
    public async Task A_silo_that_only_answers_works_beside_one_that_runs_and_without_one()
    {
        await using var test = new TestSilo();
        var reading = TestSilo.Options with { RunTrainers = false };
        await using (var alone = await SiloConnection.OpenAsync(test.Home, reading))
        {
            Assert.True(alone.IsEmbedded);
            Assert.False((await alone.Client.GetHealthAsync()).RunsTrainers);
            Assert.Empty(await alone.Client.ListSweepsAsync());
            await using var runs = await SiloConnection.OpenAsync(test.Home, TestSilo.Options);
            Assert.True(runs.IsEmbedded);
            Assert.Empty(await alone.Client.ListSweepsAsync());
        }

        Assert.Empty(Directory.GetFiles(test.Home.Root, "*.sock"));
    }

    private static async Task LaunchAsync(TestSilo test)
    {
        // The sweep is launched by another silo of the home, one without devices, as a console would beside the running one.
        await using var host = await SiloHost.StartAsync(test.Home, TestSilo.Options with { RunTrainers = false });
        await TestSilo.LaunchAsync(
            host,
            [
                .. Enumerable.Range(1, 6).Select(number => new ScriptedExperiment
                {
                    Steps = 4 + number, CheckpointEvery = 2, WaitAt = 3, Gate = test.PathOf("gate"),
                }),
            ]);
    }
}
