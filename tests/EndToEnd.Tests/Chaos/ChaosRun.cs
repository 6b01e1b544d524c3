using System.Diagnostics;
using System.Globalization;
using Counterfactual.Grains.Hosting.Tests;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Api;
using Npgsql;

namespace Counterfactual.EndToEnd.Tests.Chaos;

/// <summary>
/// Silos over a private PostgreSQL run the study while silos, trainers and the database's processes are killed and the database
/// is restarted. Trouble comes after progress, so that it hits work and ends with it on a machine of any speed.
/// </summary>
internal sealed class ChaosRun : IAsyncDisposable
{
    private const string Backends = "FROM pg_stat_activity WHERE application_name = 'counterfactual' ORDER BY random() LIMIT 1";

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    private readonly ChaosOptions options;
    private readonly Action<string> say;
    private readonly Random random;
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private readonly DirectoryInfo artifacts = Directory.CreateTempSubdirectory("cf-chaos-");
    private readonly SortedDictionary<string, int> troubles = new(StringComparer.Ordinal);
    private readonly List<ChaosSilo> silos = [];
    private readonly PostgresServer server;
    private readonly ChaosHistory history;
    private int restarts;

    private ChaosRun(ChaosOptions options, PostgresServer server, string store, Action<string> say)
    {
        this.options = options;
        this.server = server;
        this.say = say;
        random = new(options.Seed);
        history = new(server, store);
        silos.AddRange(Enumerable.Range(1, options.Silos).Select(number =>
            new ChaosSilo($"silo-{number}", store, artifacts.FullName, options.Devices)));
    }

    /// <summary>Runs the study to its end.</summary>
    /// <param name="options">How it is disturbed.</param>
    /// <param name="undisturbed">The figures that it must have.</param>
    /// <param name="say">Told of what happens.</param>
    /// <exception cref="ChaosFailedException">A promise was broken; the message names the seed.</exception>
    public static async Task RunAsync(ChaosOptions options, string undisturbed, Action<string> say)
    {
        await using var server = await PostgresServer.StartAsync();
        await using var run = new ChaosRun(options, server, await server.CreateDatabaseAsync(), say);
        try
        {
            await run.RunAsync(undisturbed);
        }
        catch (ChaosFailedException failure)
        {
            throw new ChaosFailedException($"seed {options.Seed}, after {run.Describe()}: {failure.Message}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in silos)
        {
            await silo.DisposeAsync();
        }

        artifacts.Delete(recursive: true);
    }

    private async Task RunAsync(string undisturbed)
    {
        using var file = new StudyFile(ChaosStudy.Text);
        foreach (var silo in silos)
        {
            await Eventually.FindAsync("every silo answers", async () => await AnswersAsync(silo) ? silo : null);
        }

        await history.BeginAsync();
        (await ConsoleProcess.RunAsync(silos[0].Home, "sweep", "run", file.Path, "--detach")).Expect(0);
        while (await history.CompletedAsync() is var completed && completed != ChaosStudy.Experiments)
        {
            await WaitForProgressAsync();
            await MakeTroubleAsync(completed ?? 0);
        }

        if (restarts < options.Outages.Count)
        {
            throw new ChaosFailedException("the study ended before the database was restarted as often as it should have been");
        }

        await WaitForAsync("the sweep ends", async () => await StatusAsync() == SweepStatus.Completed);
        await history.CheckAsync(ChaosStudy.Experiments);
        var numbers = await StudyNumbers.OfAsync(silos[0].Home);
        if (numbers != undisturbed)
        {
            throw new ChaosFailedException(
                $"the figures differ from those of an undisturbed run\n--- expected\n{undisturbed}\n--- found\n{numbers}");
        }

        say(string.Create(
            CultureInfo.InvariantCulture,
            $"seed {options.Seed}: every promise kept through {Describe()} in {watch.Elapsed.TotalSeconds:F0} s"));
    }

    private async Task WaitForProgressAsync()
    {
        var before = await history.ProgressAsync() ?? 0;
        await WaitForAsync("progress is made", async () =>
            await history.ProgressAsync() >= before + options.ProgressBetweenTroubles
            || await history.CompletedAsync() == ChaosStudy.Experiments);
        await Task.Delay(random.Next(1000));
    }

    private async Task WaitForAsync(string what, Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            foreach (var silo in silos)
            {
                if (await silo.SuperviseAsync() is { Length: > 0 } said)
                {
                    say($"a silo ended and was started again: {said.Trim()}");
                }
            }

            if (watch.Elapsed > options.Deadline)
            {
                throw new ChaosFailedException($"given up after {options.Deadline}: waited until {what}");
            }

            await Task.Delay(BetweenLooks);
        }
    }

    private async Task MakeTroubleAsync(int completed)
    {
        // The restarts are spread over the study; everything else is drawn.
        if (restarts < options.Outages.Count
            && completed >= ChaosStudy.Experiments * (restarts + 1) / (options.Outages.Count + 2))
        {
            var outage = options.Outages[restarts++];
            Note($"PostgreSQL restarted after {outage.TotalSeconds:0} s");
            await server.StopAsync();
            await Task.Delay(outage);
            await server.StartAgainAsync();
            return;
        }

        var silo = silos[random.Next(silos.Count)];
        switch (random.Next(10))
        {
            case < 3:
                Note("silo killed");
                silo.Kill();
                break;
            case < 6 when silo.Trainers is { Count: > 0 } trainers:
                Note("trainer killed");
                ProcessTree.Send(trainers[random.Next(trainers.Count)], Signal.Kill);
                break;
            case < 9:
                Note("connection ended by PostgreSQL");
                await TryAsync($"SELECT pg_terminate_backend(pid) {Backends}");
                break;
            default:
                Note("backend killed, and with it every connection");
                if (await TryAsync($"SELECT pid {Backends}") is { } backend)
                {
                    ProcessTree.Send(int.Parse(backend, CultureInfo.InvariantCulture), Signal.Kill);
                }

                break;
        }
    }

    private async Task<string?> TryAsync(string sql)
    {
        try
        {
            return await server.QueryAsync(sql);
        }
        catch (NpgsqlException)
        {
            // It recovers from the trouble before.
            return null;
        }
    }

    private async Task<SweepStatus?> StatusAsync()
    {
        try
        {
            return (await silos[0].Home.AskAsync(client => client.GetSweepAsync(StudyFile.Sweep))).Sweep.Status;
        }
        catch (Exception away) when (away is SiloUnavailableException or SiloRequestException)
        {
            return null;
        }
    }

    private static async Task<bool> AnswersAsync(ChaosSilo silo) =>
        (await silo.Home.AskAsync(client => client.GetHealthAsync())).RunsTrainers;

    private void Note(string trouble)
    {
        troubles[trouble] = troubles.GetValueOrDefault(trouble) + 1;
        say(string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds,6:F1} s  {trouble}"));
    }

    private string Describe() => string.Join(", ", troubles.Select(trouble => $"{trouble.Value} x {trouble.Key}"));
}
