using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Hosting.Tests;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.EndToEnd.Tests.Cluster;

/// <summary>Silos of several homes over one PostgreSQL.</summary>
[Collection(StudyCollection.Name)]
public sealed class ClusterTests(UndisturbedStudy study) : IAsyncLifetime
{
    /// <summary>The server trusts everybody: it is there to be found where it should not be.</summary>
    private const string Password = "pa55-word-of-the-store";

    private readonly DirectoryInfo artifacts = Directory.CreateTempSubdirectory("cf-artifacts-");
    private readonly List<ConsoleProcess> silos = [];
    private readonly List<TestHome> homes = [];
    private PostgresServer server = null!;
    private string store = "";

    public async Task InitializeAsync()
    {
        server = await PostgresServer.StartAsync();
        store = $"{await server.CreateDatabaseAsync()};Password={Password}";
    }

    public async Task DisposeAsync()
    {
        foreach (var silo in silos)
        {
            await silo.DisposeAsync();
        }

        foreach (var home in homes)
        {
            await home.DisposeAsync();
        }

        await server.DisposeAsync();
        artifacts.Delete(recursive: true);
    }

    [Fact]
    public async Task Silos_share_a_sweep_and_each_shows_all_of_it_and_a_drained_device_is_given_nothing()
    {
        var (a, _) = await StartAsync("a");
        var (b, silo) = await StartAsync("b");
        (await ConsoleProcess.RunAsync(a, "sweep", "run", study.File.Path, "--detach")).Expect(0);
        await Eventually.FindAsync("both silos train, and each shows it", async () =>
        {
            var seen = await RunningAsync(a);
            return seen.Contains("cpu:0") && seen.Contains("b/cpu:0") && (await RunningAsync(b)).Contains("a/cpu:0")
                ? seen
                : null;
        });
        var devices = await DevicesAsync(a);
        Assert.Equal(["a/cpu:0", "b/cpu:0"], devices.Select(device => device.Id));
        Assert.All(devices, device => Assert.True(device.Online));
        Assert.Null(devices[1].ProcessId);

        // Drained from the other silo's home: what it runs is handed back unharmed, and nothing more is taken.
        (await ConsoleProcess.RunAsync(b, "device", "drain", "a/cpu:0")).Expect(0);
        await Eventually.FindAsync("the drained device is free", async () =>
            (await DevicesAsync(b))[0] is { Drained: true, Experiment: null } drained ? drained : null);
        var completed = (await DevicesAsync(b))[0].Completed;
        var table = (await ConsoleProcess.RunAsync(b, "device", "list")).Expect(0);
        Assert.Contains("drained", table.Output);
        await Eventually.FindAsync("the sweep ends", async () =>
            (await b.AskAsync(client => client.GetSweepAsync(StudyFile.Sweep))).Sweep.Status == SweepStatus.Completed
                ? "ended"
                : null);
        Assert.Equal(completed, (await DevicesAsync(a))[0].Completed);
        Assert.Equal(study.Numbers, await StudyNumbers.OfAsync(a));
        var details = await a.AskAsync(client => client.GetSweepAsync(StudyFile.Sweep));
        Assert.All(details.Experiments, experiment => Assert.Equal((1, null), (experiment.Attempts, experiment.LastFailure)));

        var elsewhere = details.Experiments.First(experiment => experiment.Device == "b/cpu:0");
        var log = (await ConsoleProcess.RunAsync(a, "experiment", "log", elsewhere.Id)).Expect(0);
        Assert.Contains($"ran on b/cpu:0; its log is with that silo: process {silo.Id} on ", log.Output);
        Assert.Contains(b.Path, log.Output);

        var unknown = (await ConsoleProcess.RunAsync(a, "device", "drain", "a/cpu:7")).Expect(2);
        Assert.Contains("no device 'a/cpu:7'; there are a/cpu:0, b/cpu:0", unknown.Error);
        (await ConsoleProcess.RunAsync(a, "device", "drain", "a/cpu:0", "--undo")).Expect(0);
        Assert.False((await DevicesAsync(b))[0].Drained);
        AssertPasswordIsNowhere();
    }

    [Fact]
    public async Task A_second_silo_of_a_name_is_refused_and_told_who_has_it()
    {
        var (first, silo) = await StartAsync("same");
        await using var second = new TestHome(store);
        var refused = (await Start(second, "same").WaitForExitAsync()).Expect(2);
        Assert.Contains($"a silo named same runs over this store already: process {silo.Id} on ", refused.Error);
        Assert.Contains(first.Path, refused.Error);
        Assert.DoesNotContain("   at ", refused.Error);
        Assert.DoesNotContain(Password, refused.Error);
    }

    [Theory]
    [InlineData("postgres://user:pa55-word-of-the-store@/x y:z", "cannot be read")]
    [InlineData("Host=nowhere;Password=pa55-word-of-the-store;Pasword=pa55-word-of-the-store", "cannot be read")]
    [InlineData("mysql://user:pa55-word-of-the-store@host/db", "is no store")]
    [InlineData("postgres://user:pa55-word-of-the-store@localhost:1/db", "cannot use the store")]
    public async Task A_store_that_cannot_be_used_is_refused_without_its_password(string wrong, string because)
    {
        await using var home = new TestHome();
        await using var silo = ConsoleProcess.StartProgram(
            ConsoleProcess.Program,
            ["silo", "--home", home.Path],
            new Dictionary<string, string> { ["COUNTERFACTUAL_STORE"] = wrong });
        var refused = (await silo.WaitForExitAsync()).Expect(2);
        Assert.Contains(because, refused.Error);
        Assert.DoesNotContain(Password, refused.Error);
        Assert.DoesNotContain("   at ", refused.Error);
    }

    [Fact]
    public async Task Told_to_end_a_silo_checkpoints_and_hands_back_within_its_grace_also_where_trainers_do_not_listen()
    {
        var (home, silo) = await StartAsync("a", "--grace", "2");
        (await ConsoleProcess.RunAsync(home, "sweep", "run", study.File.Path, "--detach")).Expect(0);
        await home.WaitForTrainingAsync(StudyFile.Sweep, StudyFile.StepsOfAnEpoch + 1);
        silo.Send(Signal.Terminate);
        (await silo.WaitForExitAsync()).Expect(0);
        var handedBack = await home.AskAsync(client => client.GetSweepAsync(StudyFile.Sweep));
        Assert.DoesNotContain(handedBack.Experiments, experiment => experiment.Status == ExperimentStatus.Running);
        Assert.All(handedBack.Experiments, experiment => Assert.Null(experiment.LastFailure));
        Assert.Contains(handedBack.Experiments, experiment => experiment.CheckpointStep > 0);

        // Its name is free at once, for another home as well.
        var (other, deaf) = await StartAsync("a", "--grace", "2");
        await other.WaitForTrainingAsync(StudyFile.Sweep);
        StopTrainersOf(deaf);
        deaf.Send(Signal.Terminate);
        (await deaf.WaitForExitAsync()).Expect(0);
    }

    [Fact]
    public async Task A_second_request_to_end_kills_a_silo_at_once()
    {
        var (home, silo) = await StartAsync("a", "--grace", "3600");
        (await ConsoleProcess.RunAsync(home, "sweep", "run", study.File.Path, "--detach")).Expect(0);
        await home.WaitForTrainingAsync(StudyFile.Sweep);
        var trainers = StopTrainersOf(silo);
        silo.Send(Signal.Terminate);
        await Eventually.HoldsAsync(
            "it says that it stops", () => silo.ErrorSoFar.Contains("Stopping", StringComparison.Ordinal));
        Assert.False(silo.HasExited);
        silo.Send(Signal.Terminate);
        (await silo.WaitForExitAsync()).Expect(130);
        await Eventually.HoldsAsync("every trainer has ended", () => !trainers.Any(ProcessTree.IsRunning));
    }

    private static IReadOnlyList<int> StopTrainersOf(ConsoleProcess silo)
    {
        var trainers = ProcessTree.ChildrenOf(silo.Id);
        Assert.NotEmpty(trainers);
        foreach (var trainer in trainers)
        {
            ProcessTree.Send(trainer, Signal.Stop);
        }

        return trainers;
    }

    /// <summary>Starts a silo of one device in a home of its own, and waits until it answers.</summary>
    private async Task<(TestHome Home, ConsoleProcess Silo)> StartAsync(string name, params string[] arguments)
    {
        var home = new TestHome(store);
        homes.Add(home);
        var silo = Start(home, name, arguments);
        await Eventually.FindAsync($"silo {name} answers", async () =>
            silo.HasExited ? throw new InvalidOperationException(silo.ErrorSoFar)
            : (await home.AskAsync(client => client.GetHealthAsync())).RunsTrainers ? "answers" : null);
        return (home, silo);
    }

    private ConsoleProcess Start(TestHome home, string name, params string[] arguments)
    {
        var silo = ConsoleProcess.StartProgram(
            ConsoleProcess.Program,
            [
                "silo", "--home", home.Path, "--name", name, "--devices", "cpu:1", "--lease", "6", "--artifacts",
                artifacts.FullName,
                .. arguments,
            ],
            new Dictionary<string, string> { ["COUNTERFACTUAL_STORE"] = store });
        silos.Add(silo);
        return silo;
    }

    private static async Task<IReadOnlyList<DeviceDetails>> DevicesAsync(TestHome home) =>
        await home.AskAsync(client => client.ListDevicesAsync());

    private static async Task<IReadOnlyList<string>> RunningAsync(TestHome home) =>
        [.. (await home.AskAsync(client => client.GetProgressAsync(StudyFile.Sweep))).Running.Select(running => running.Device)];

    private void AssertPasswordIsNowhere()
    {
        foreach (var process in silos.SelectMany(silo => ProcessTree.ChildrenOf(silo.Id)))
        {
            Assert.DoesNotContain(Password, string.Join(' ', ProcessTree.CommandLineOf(process)));
            Assert.DoesNotContain(Password, File.ReadAllText($"/proc/{process}/environ"));
        }

        foreach (var log in homes.SelectMany(home => Directory.EnumerateFiles(
            Path.Combine(home.Path, "logs"), "*", SearchOption.AllDirectories)))
        {
            Assert.DoesNotContain(Password, File.ReadAllText(log));
        }
    }
}
