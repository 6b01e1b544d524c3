using Counterfactual.Silo.Api;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Home;
using Counterfactual.Silo.Hosting;
using Counterfactual.Training.Experiments;

namespace Counterfactual.EndToEnd.Tests;

/// <summary>A home directory that ends with its test; decoded images are shared with the other tests.</summary>
internal sealed class TestHome : IAsyncDisposable
{
    private readonly SiloOptions onlyAnswers;

    /// <param name="store">The store that its silo shares with others; null for the home's own.</param>
    public TestHome(string? store = null)
    {
        onlyAnswers = new() { RunTrainers = false, Store = store };
        Directory.CreateDirectory(Path);
        Directory.CreateSymbolicLink(System.IO.Path.Combine(Path, "cache"), SharedCache.Path);
    }

    /// <summary>Short, because it holds a Unix socket.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("cf-").FullName;

    /// <summary>Asks the silo of the home, or one that only answers.</summary>
    public async Task<T> AskAsync<T>(Func<SiloClient, Task<T>> question)
    {
        await using var connection = await SiloConnection.OpenAsync(SiloHome.Open(Path), onlyAnswers);
        return await question(connection.Client);
    }

    /// <summary>Waits until an experiment of a sweep is being trained and has passed a step.</summary>
    public async Task<RunningExperiment> WaitForTrainingAsync(string sweep, int step = 1)
    {
        await using var connection = await Eventually.FindAsync("a silo answers", OpenRunningAsync);
        return await Eventually.FindAsync($"an experiment of {sweep} has passed step {step}", async () =>
            (await RunningAsync(connection.Client, sweep)).FirstOrDefault(running =>
                running.Progress.Phase == ExperimentPhase.Training && running.Progress.Step >= step
                    && running.Progress.Step < running.Progress.Steps));
    }

    /// <summary>What runs of a sweep; nothing while it is not there.</summary>
    public static async Task<IReadOnlyList<RunningExperiment>> RunningAsync(SiloClient client, string sweep)
    {
        try
        {
            return (await client.GetProgressAsync(sweep)).Running;
        }
        catch (SiloRequestException)
        {
            return [];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await ConsoleProcess.RunAsync(this, "silo", "stop");
        Directory.Delete(Path, recursive: true);
    }

    private async Task<SiloConnection?> OpenRunningAsync()
    {
        var connection = await SiloConnection.OpenAsync(SiloHome.Open(Path), onlyAnswers);
        if (!connection.IsEmbedded)
        {
            return connection;
        }

        await connection.DisposeAsync();
        return null;
    }
}
