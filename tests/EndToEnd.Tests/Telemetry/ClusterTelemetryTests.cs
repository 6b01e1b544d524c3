using Counterfactual.Grains.Hosting.Tests;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.EndToEnd.Tests.Telemetry;

/// <summary>What a collector gets of a sweep that silos of one PostgreSQL share.</summary>
[Collection(StudyCollection.Name)]
public sealed class ClusterTelemetryTests : IAsyncLifetime
{
    private const int StepsOfAnEpoch = StudyFile.StepsOfAnEpoch;

    private readonly DirectoryInfo artifacts = Directory.CreateTempSubdirectory("cf-artifacts-");
    private OtlpReceiver receiver = null!;
    private PostgresServer server = null!;

    public async Task InitializeAsync()
    {
        receiver = await OtlpReceiver.StartAsync();
        server = await PostgresServer.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await server.DisposeAsync();
        await receiver.DisposeAsync();
        artifacts.Delete(recursive: true);
    }

    [Fact]
    public async Task Silos_that_share_a_sweep_tell_one_trace_and_together_their_counts_are_the_databases()
    {
        var store = await server.CreateDatabaseAsync();
        using var file = new StudyFile(TelemetryTests.Study);
        await using TestHome a = new(store), b = new(store);

        // What other tests have rendered would not be rendered again.
        Directory.Delete(Path.Combine(a.Path, "cache"));
        SweepDetails sweep;
        RunningExperiment victim;
        await using (ConsoleProcess one = Start(a, "a", store), other = Start(b, "b", store))
        {
            await AnswersAsync(one);
            await AnswersAsync(other);
            await using var console = ConsoleProcess.Start(a, "sweep", "run", file.Path);
            victim = await KillTrainerOfAsync(b);
            (await console.WaitForExitAsync()).Expect(0);
            sweep = await a.AskAsync(client => client.GetSweepAsync(StudyFile.Sweep));
            foreach (var silo in (ConsoleProcess[])[one, other])
            {
                silo.Send(Signal.Terminate);
                (await silo.WaitForExitAsync()).Expect(0);
            }
        }

        var spans = ReceivedTrace.Of(receiver);
        ReceivedTrace.RequireEveryKind(spans);
        ReceivedTrace.RequireParents(spans, receiver);
        var shards = spans.Where(span => span.Name == "shard").ToList();
        Assert.NotEmpty(shards);
        Assert.All(shards, shard => Assert.Contains(
            spans, span => span.Id == shard.Parent && span.Name is ("prepare" or "evaluate")));
        Assert.Equal(
            ["a/cpu:0", "b/cpu:0"],
            spans.Where(span => span.Name == "claim").Select(span => span["counterfactual.device.id"]).Distinct().Order());
        var failed = Assert.Single(spans, span => span is { Name: "attempt", IsError: true });
        Assert.Equal(
            (victim.Id, "b/cpu:0", "process_died"),
            (failed["counterfactual.experiment.id"], failed["counterfactual.device.id"], failed["error.type"]));
        Assert.Single(spans, span => span.Name == "attempt" && span.Links.Contains(failed.Id));

        var attempts = sweep.Experiments.Sum(experiment => experiment.Attempts);
        Assert.Equal(TelemetryTests.Experiments + 1, attempts);
        Assert.Equal(attempts, receiver.Count("counterfactual.attempt.started"));
        Assert.Equal(attempts, receiver.Count("counterfactual.attempt.ended"));
        Assert.Equal(1, receiver.Count("counterfactual.attempt.ended", "outcome=failed"));
        Assert.Equal(TelemetryTests.Experiments, receiver.Count("counterfactual.experiment.ended", "status=completed"));
        Assert.Equal(1, receiver.Count("counterfactual.sweep.ended"));
    }

    private static Task AnswersAsync(ConsoleProcess silo) => Eventually.HoldsAsync("a silo answers", () =>
        silo.HasExited ? throw new InvalidOperationException(silo.ErrorSoFar)
        : silo.ErrorSoFar.Contains("silo of", StringComparison.Ordinal));

    /// <summary>Kills the trainer of a silo once it has a checkpoint behind it.</summary>
    private static async Task<RunningExperiment> KillTrainerOfAsync(TestHome home)
    {
        var victim = await Eventually.FindAsync("its device trains", async () =>
            (await home.AskAsync(client => TestHome.RunningAsync(client, StudyFile.Sweep)))
                .FirstOrDefault(running => running.ProcessId > 0 && running.Progress.Step > StepsOfAnEpoch
                    && running.Progress.Step < running.Progress.Steps));
        ProcessTree.Send(victim.ProcessId, Signal.Kill);
        return victim;
    }

    private ConsoleProcess Start(TestHome home, string name, string store) => ConsoleProcess.StartProgram(
        ConsoleProcess.Program,
        [
            "silo", "--home", home.Path, "--name", name, "--devices", "cpu:1", "--artifacts", artifacts.FullName,
            "--telemetry", $"otlp={receiver.Grpc}",
        ],
        new Dictionary<string, string> { ["COUNTERFACTUAL_STORE"] = store });
}
