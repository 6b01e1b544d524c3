using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Hosting.Tests;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Tests;
using Npgsql;

namespace Counterfactual.EndToEnd.Tests.Cluster;

/// <summary>
/// Silos on two machines, as far as the network can tell, over one PostgreSQL and artifacts in Azure Blob Storage.
/// </summary>
[Collection(StudyCollection.Name)]
public sealed class NetworkTests(UndisturbedStudy study) : IAsyncLifetime
{
    private const string HostRule = "local all all trust\nhost all all 10.77.0.0/24 trust\n";

    private readonly string hostRules = Path.Combine(Path.GetTempPath(), $"cf-host-rules-{Guid.NewGuid():N}");
    private readonly List<ConsoleProcess> silos = [];
    private readonly List<TestHome> homes = [];
    private IsolatedNetwork network = null!;
    private PostgresServer server = null!;
    private AzuriteServer azurite = null!;
    private string store = "";

    public async Task InitializeAsync()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return;
        }

        await File.WriteAllTextAsync(hostRules, HostRule);
        network = IsolatedNetwork.Create();
        server = await PostgresServer.StartAsync(
            $"-c listen_addresses={IsolatedNetwork.ServerAddress} -c hba_file={hostRules}", network.AmongServers);
        azurite = await AzuriteServer.StartAsync(IsolatedNetwork.ServerAddress, network.AmongServers);
        store = new NpgsqlConnectionStringBuilder(await server.CreateDatabaseAsync())
        {
            Host = IsolatedNetwork.ServerAddress,
        }.ConnectionString;
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

        if (network is not null)
        {
            await azurite.DisposeAsync();
            await server.DisposeAsync();
            await network.DisposeAsync();
        }

        File.Delete(hostRules);
    }

    [NetworkFact]
    public async Task A_silo_that_is_cut_off_stops_by_itself_the_other_completes_the_sweep_once_and_back_again_it_takes_part()
    {
        var a = await StartAsync("a");
        var b = await StartAsync("b");

        // First undisturbed: both train, and every file that is kept is in the container.
        (await ConsoleProcess.RunAsync(a, "sweep", "run", study.File.Path, "--detach")).Expect(0);
        await WaitForBothAsync(b, StudyFile.Sweep);
        await WaitForEndAsync(b, StudyFile.Sweep);
        await RequireCompletedOnceAsync(b, StudyFile.Sweep);
        var stored = await b.AskAsync(client => client.ListArtifactsAsync(StudyFile.Sweep));
        Assert.NotEmpty(stored);
        Assert.All(stored, artifact => Assert.NotNull(artifact.Sha256));
        Assert.All(homes, home => Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(home.Path, "artifacts"))));

        // Then the same anew, and a is cut off while it trains, for as long as the sweep takes.
        using var again = new StudyFile(StudyFile.Text.Replace("name: study", "name: again", StringComparison.Ordinal));
        (await ConsoleProcess.RunAsync(a, "sweep", "run", again.Path, "--fresh", "--detach")).Expect(0);
        var (lost, trainer) = await WaitForCheckpointAsync(a, "again");
        network.Cut("a");
        await Eventually.HoldsAsync("a stops what it has lost, by itself", () => Log(a, lost).Contains("its lease was lost"));
        await WaitUntilIdleAsync(trainer);
        await WaitForEndAsync(b, "again");
        await RequireCompletedOnceAsync(b, "again");
        var moved = await b.AskAsync(client => client.GetExperimentAsync(lost));
        Assert.Equal(("b/cpu:0", true), (moved.Device, moved.Attempts > 1));
        Assert.Contains(", from checkpoint-", Log(b, lost), StringComparison.Ordinal);
        Assert.False((await b.AskAsync(client => client.ListDevicesAsync())).Single(device => device.Id == "a/cpu:0").Online);

        // Back again it takes part, and alone, since b takes nothing more.
        network.Mend("a");
        await Eventually.FindAsync("a is back", async () =>
            (await b.AskAsync(client => client.ListDevicesAsync()))
                .FirstOrDefault(device => device is { Id: "a/cpu:0", Online: true }));
        (await ConsoleProcess.RunAsync(b, "device", "drain", "b/cpu:0")).Expect(0);
        using var third = new StudyFile(StudyFile.Quick.Replace("name: study", "name: third", StringComparison.Ordinal));
        (await ConsoleProcess.RunAsync(b, "sweep", "run", third.Path, "--fresh", "--detach")).Expect(0);
        await WaitForEndAsync(b, "third");
        var last = await b.AskAsync(client => client.GetSweepAsync("third"));
        Assert.All(last.Experiments, experiment => Assert.Equal(("a/cpu:0", 1), (experiment.Device, experiment.Attempts)));
    }

    private static string Log(TestHome home, string experiment)
    {
        var path = Path.Combine(home.Path, "logs", "experiments", experiment + ".log");
        return File.Exists(path) ? File.ReadAllText(path) : "";
    }

    /// <summary>Waits until a process has ended, or has used no processor for a while: training does all the time.</summary>
    private static async Task WaitUntilIdleAsync(int process)
    {
        const int LooksWithoutWork = 20;
        var (ticks, idle) = (-1L, 0);
        await Eventually.HoldsAsync($"process {process} does nothing any more", () =>
        {
            var now = ProcessTree.ProcessorTicksOf(process);
            (ticks, idle) = (now, now == ticks ? idle + 1 : 0);
            return idle >= LooksWithoutWork;
        });
    }

    private static async Task WaitForBothAsync(TestHome home, string sweep) => await Eventually.FindAsync(
        "both silos train", async () =>
        {
            var devices = (await home.AskAsync(client => TestHome.RunningAsync(client, sweep))).Select(running => running.Device);
            return devices.Distinct().Count() == 2 ? "both" : null;
        });

    private static async Task WaitForEndAsync(TestHome home, string sweep) => await Eventually.FindAsync(
        $"sweep {sweep} ends", async () =>
            (await home.AskAsync(client => client.GetSweepAsync(sweep))).Sweep.Status == SweepStatus.Completed ? "ended" : null);

    /// <summary>An experiment that trains on a home's own silo and has a checkpoint, and the process of its trainer.</summary>
    private static async Task<(string Experiment, int Trainer)> WaitForCheckpointAsync(TestHome home, string sweep)
    {
        var running = await Eventually.FindAsync("an experiment has a checkpoint", async () =>
        {
            var here = (await home.AskAsync(client => TestHome.RunningAsync(client, sweep)))
                .FirstOrDefault(running => running.ProcessId > 0);
            return here is not null
                && (await home.AskAsync(client => client.GetExperimentAsync(here.Id))).CheckpointStep > 0 ? here : null;
        });
        return (running.Id, running.ProcessId);
    }

    private async Task RequireCompletedOnceAsync(TestHome home, string sweep)
    {
        Assert.Equal(study.Numbers, await StudyNumbers.OfAsync(home, sweep));
        var details = await home.AskAsync(client => client.GetSweepAsync(sweep));
        Assert.Equal(StudyFile.Experiments, details.Experiments.Count);
        Assert.All(details.Experiments, experiment => Assert.Equal(ExperimentStatus.Completed, experiment.Status));
    }

    /// <summary>Starts a silo of one device in a namespace and a home of its own, and waits until it answers.</summary>
    private async Task<TestHome> StartAsync(string name)
    {
        var home = new TestHome();
        homes.Add(home);
        string[] within = network.AddMember(name);
        var silo = ConsoleProcess.StartProgram(
            within[0],
            [
                .. within[1..], ConsoleProcess.Program, "silo", "--home", home.Path, "--name", name, "--devices", "cpu:1",
                "--lease", "6", "--artifacts", $"azblob://{AzuriteServer.Account}/artifacts/of/a/cluster",
            ],
            new Dictionary<string, string>
            {
                ["COUNTERFACTUAL_STORE"] = store,
                ["AZURE_STORAGE_CONNECTION_STRING"] = azurite.ConnectionString,
            });
        silos.Add(silo);
        await Eventually.HoldsAsync($"silo {name} answers", () =>
            silo.HasExited ? throw new InvalidOperationException(silo.ErrorSoFar)
            : silo.ErrorSoFar.Contains("silo of", StringComparison.Ordinal));
        return home;
    }
}
