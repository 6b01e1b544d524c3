using System.Diagnostics;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Devices;
using Counterfactual.Silo.Home;
using Counterfactual.Silo.Hosting;
using Counterfactual.Silo.Trainers;

namespace Counterfactual.Silo.Tests;

/// <summary>A home in a temporary directory, and the silo that runs there.</summary>
internal sealed class TestSilo : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly string directory = Directory.CreateTempSubdirectory("counterfactual-test-").FullName;

    internal TestSilo() => Home = SiloHome.Open(Path.Combine(directory, "home"));

    /// <summary>Short times, so that what is late is late soon; one device.</summary>
    internal static SiloOptions Options { get; } = new()
    {
        Devices = new DeviceSelection.Cpu(1),
        Retries = new RetryOptions { FirstDelay = TimeSpan.Zero, LongestDelay = TimeSpan.Zero },
        Trainers = new TrainerOptions
        {
            Program = TestProcess.With("trainer"),
            Renewal = TimeSpan.FromMilliseconds(200),
            Poll = TimeSpan.FromSeconds(1),
            MetricsDelay = TimeSpan.FromMilliseconds(50),
        },
    };

    internal SiloHome Home { get; }

    internal SiloHost? Silo { get; private set; }

    internal SiloConnection? Connection { get; private set; }

    internal SiloClient Client => Connection!.Client;

    /// <summary>A path beside the home.</summary>
    internal string PathOf(string name) => Path.Combine(directory, name);

    /// <summary>Paths of all artifacts in order, hidden ones too; without the store's own file, its id.</summary>
    internal List<string> ArtifactFiles() =>
    [
        .. Directory.EnumerateFiles(
                Home.Artifacts, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Where(path => Path.GetFileName(path) != ".id")
            .Order(),
    ];

    /// <summary>Starts a silo and connects to it.</summary>
    internal static async Task<TestSilo> StartAsync(SiloOptions? options = null)
    {
        var test = new TestSilo();
        await test.RestartAsync(options);
        return test;
    }

    /// <summary>Starts a silo in the home, after the one before has stopped.</summary>
    internal async Task RestartAsync(SiloOptions? options = null)
    {
        await StopAsync();
        Silo = await SiloHost.StartAsync(Home, options ?? Options);
        await ConnectAsync();
    }

    /// <summary>Connects to the silo of the home, whoever runs it, once it answers.</summary>
    internal async Task ConnectAsync()
    {
        await UntilAsync("a silo answers", async () => await SiloConnection.TryConnectAsync(Home, default) is not null);
        Connection = await SiloConnection.OpenAsync(Home, Options with { RunTrainers = false });
    }

    internal async Task StopAsync()
    {
        if (Connection is not null)
        {
            await Connection.DisposeAsync();
            Connection = null;
        }

        if (Silo is not null)
        {
            await Silo.StopAsync();
            Silo = null;
        }
    }

    /// <summary>Launches a sweep of scripts, one experiment each, with three attempts.</summary>
    internal Task LaunchAsync(params ScriptedExperiment[] scripts) => LaunchAsync(Silo!, scripts);

    internal static Task LaunchAsync(SiloHost silo, params ScriptedExperiment[] scripts) =>
        LaunchAsync(silo, new AttemptRules(), scripts);

    internal static Task LaunchAsync(SiloHost silo, AttemptRules rules, params ScriptedExperiment[] scripts) =>
        silo.Grains.Client.GetGrain<ISweepGrain>("scripted").Launch(new SweepLaunch
        {
            Name = "scripted",
            File = "name: scripted",
            Rules = rules,
            Points =
            [
                .. scripts.Select((script, index) => new ExperimentPoint
                {
                    Cell = $"{index:x64}",
                    Row = $"row {index}",
                    Seed = index,
                    Parameters = [new Parameter("method", "scripted")],
                    Settings = script.ToJson(),
                }),
            ],
        });

    internal Task<ExperimentDetails> ExperimentAsync(int number = 1) => Client.GetExperimentAsync($"scripted/{number}");

    /// <summary>The experiment once it has ended.</summary>
    internal async Task<ExperimentDetails> EndOfAsync(int number = 1)
    {
        await UntilAsync($"experiment {number} ends", async () =>
            (await ExperimentAsync(number)).Status is not (ExperimentStatus.Queued or ExperimentStatus.Running));
        return await ExperimentAsync(number);
    }

    /// <summary>What the silo runs, once it does and the trainer has reached a step.</summary>
    internal async Task<RunningExperiment> RunningAsync(int step = 0)
    {
        RunningExperiment? running = null;
        await UntilAsync($"an experiment runs and is at step {step}", async () =>
        {
            running = (await Client.GetProgressAsync("scripted")).Running is [var first, ..] ? first : null;
            return running is { ProcessId: > 0 } && running.Progress.Step >= step;
        });
        return running!;
    }

    internal static async Task UntilAsync(string what, Func<Task<bool>> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed < Patience, $"waited {Patience} in vain until {what}");
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(directory, recursive: true);
    }
}
