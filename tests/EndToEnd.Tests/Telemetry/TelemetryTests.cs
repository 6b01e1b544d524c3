using System.Net;
using System.Net.Sockets;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Training.Experiments;

namespace Counterfactual.EndToEnd.Tests.Telemetry;

/// <summary>What a collector gets of a sweep, whatever is killed meanwhile.</summary>
[Collection(StudyCollection.Name)]
public sealed class TelemetryTests : IAsyncLifetime, IDisposable
{
    /// <summary>Three experiments: one that trains nothing, and two long enough to be hit.</summary>
    internal const string Study = """
        name: study
        data: {train_images: 200, test_images: 40, curve_images: 20}
        training: {epochs: 8, batch_size: 50}
        include:
          - {method: zero_shot}
          - {method: vanilla}
        seeds: [0, 1]
        """;

    internal const int Experiments = 3;

    private readonly StudyFile file = new(Study);
    private OtlpReceiver receiver = null!;

    public async Task InitializeAsync() => receiver = await OtlpReceiver.StartAsync();

    public async Task DisposeAsync() => await receiver.DisposeAsync();

    public void Dispose() => file.Dispose();

    [Theory]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    public async Task A_sweep_with_a_killed_trainer_is_one_trace_and_its_counts_are_the_databases(string protocol)
    {
        await using var home = new TestHome();
        string victim;
        SweepDetails sweep;
        await using (var silo = StartSilo(home, protocol))
        {
            (victim, sweep) = await RunWithKilledTrainerAsync(home);
            silo.Send(Signal.Terminate);
            (await silo.WaitForExitAsync()).Expect(0);
        }

        Assert.Equal(["of-the-test"], receiver.Keys.Keys);
        var spans = ReceivedTrace.Of(receiver);
        ReceivedTrace.RequireEveryKind(spans);
        ReceivedTrace.RequireParents(spans, receiver);

        var failed = Assert.Single(spans, span => span is { Name: "attempt", IsError: true });
        Assert.Equal((victim, "1"), (failed["counterfactual.experiment.id"], failed["counterfactual.attempt.number"]));
        Assert.Equal("process_died", failed["error.type"]);
        Assert.Contains("SIGKILL", failed.Message, StringComparison.OrdinalIgnoreCase);
        var replacement = Assert.Single(spans, span =>
            span.Name == "attempt" && span["counterfactual.experiment.id"] == victim && !span.IsError);
        Assert.Equal([failed.Id], replacement.Links);
        Assert.Contains(receiver.Logs, log => log.Trace == failed.Trace && log.Span == failed.Id);

        // Each experiment that completed was evaluated on each test set.
        var evaluations = spans.Where(span => span is { Name: "evaluate", IsError: false }).ToList();
        Assert.Equal(6, evaluations.Select(span => span["counterfactual.test_set"]).Distinct().Count());
        Assert.Equal(6 * Experiments, evaluations.Count);
        Assert.Equal(Experiments, spans.Count(span => span is { Name: "experiment", IsError: false }));

        var attempts = sweep.Experiments.Sum(experiment => experiment.Attempts);
        Assert.Equal(Experiments + 1, attempts);
        Assert.Equal(attempts, receiver.Count("counterfactual.attempt.started"));
        Assert.Equal(attempts, receiver.Count("counterfactual.experiment.pickup.duration"));
        Assert.Equal(Experiments, receiver.Count("counterfactual.attempt.ended", "outcome=completed"));
        Assert.Equal(1, receiver.Count("counterfactual.attempt.ended", "outcome=failed", "error.type=process_died"));
        Assert.Equal(attempts, receiver.Count("counterfactual.attempt.ended"));
        Assert.Equal(Experiments, receiver.Count("counterfactual.experiment.ended", "status=completed"));
        Assert.Equal(Experiments, receiver.Count("counterfactual.experiment.ended"));
        Assert.Equal(1, receiver.Count("counterfactual.sweep.ended"));
        Assert.True(receiver.Count("counterfactual.turn.duration") > attempts);
        Assert.True(receiver.Count("counterfactual.training.images") >= 2 * 8 * 200);
        Assert.Equal(
            receiver.Count("counterfactual.training.images"), 50 * receiver.Count("counterfactual.training.step.duration"));
        Assert.Contains("counterfactual.queue.depth", receiver.Gauges.Keys);
    }

    [Fact]
    public async Task A_silo_that_is_killed_in_a_sweep_and_started_again_goes_on_with_its_trace()
    {
        await using var home = new TestHome();
        RunningExperiment victim;
        await using (var silo = StartSilo(home, "http/protobuf"))
        {
            (await ConsoleProcess.RunAsync(home, "sweep", "run", file.Path, "--detach")).Expect(0);
            // An experiment that ended just before the silo is killed would be lost with its last spans.
            await Eventually.HoldsAsync("zero-shot's end was told", () => receiver.Spans.Any(span => span.Name == "experiment"));
            victim = await home.WaitForTrainingAsync(StudyFile.Sweep, StudyFile.StepsOfAnEpoch + 1);
            silo.Send(Signal.Kill);
            await silo.WaitForExitAsync();
        }

        await using (var silo = StartSilo(home, "http/protobuf"))
        {
            (await ConsoleProcess.RunAsync(home, "sweep", "watch", StudyFile.Sweep)).Expect(0);
            silo.Send(Signal.Terminate);
            (await silo.WaitForExitAsync()).Expect(0);
        }

        // What a killed silo had open below an attempt is lost with it; the rest is where it belongs.
        var spans = ReceivedTrace.Of(receiver);
        ReceivedTrace.RequireParents(spans.Where(span => span.Name != "checkpoint"), receiver);
        Assert.Single(spans, span => span.Name == "sweep");
        Assert.Single(spans, span => span.Name == "launch");
        Assert.Equal(Experiments, spans.Count(span => span.Name == "experiment"));
        var lost = spans.Where(span => span is { Name: "attempt", IsError: true }).ToList();
        Assert.Contains(lost, span => span["counterfactual.experiment.id"] == victim.Id);
        Assert.All(lost, attempt =>
        {
            Assert.Equal("lease_expired", attempt["error.type"]);
            Assert.Contains(spans, span => span.Name == "attempt" && span.Links.Contains(attempt.Id));
        });
        Assert.Equal(lost.Count, receiver.Count("counterfactual.lease.expired"));
    }

    [Fact]
    public async Task An_error_inside_a_trainer_marks_the_span_in_which_it_happened()
    {
        await using var home = new TestHome();
        file.Write(StudyFile.Quick.Replace("max_steps: 2", "max_steps: 20, learning_rate: 1e30", StringComparison.Ordinal));
        await using (var silo = StartSilo(home, "grpc"))
        {
            (await ConsoleProcess.RunAsync(home, "sweep", "run", file.Path)).Expect(1);
            silo.Send(Signal.Terminate);
            (await silo.WaitForExitAsync()).Expect(0);
        }

        var spans = ReceivedTrace.Of(receiver);
        ReceivedTrace.RequireParents(spans, receiver);
        var attempts = spans.Where(span => span is { Name: "attempt", IsError: true }).ToList();
        Assert.Equal(2, attempts.Count);
        Assert.All(attempts, attempt =>
        {
            Assert.Equal("loss_not_finite", attempt["error.type"]);
            var marked = Assert.Single(spans, span => span.Parent == attempt.Id && span.IsError);
            Assert.Equal(("epoch", attempt.Message), (marked.Name, marked.Message));
            Assert.Equal(typeof(ExperimentException).FullName, marked["error.type"]);
        });
    }

    [Fact]
    public async Task A_collector_that_does_not_answer_holds_up_nothing()
    {
        using var deaf = new TcpListener(IPAddress.Loopback, 0);
        deaf.Start();
        await using var home = new TestHome();
        file.Write(StudyFile.Quick);
        foreach (var collector in (string[])[$"otlp=http://{deaf.LocalEndpoint}", "otlp=http://127.0.0.1:1"])
        {
            var run = await ConsoleProcess.RunAsync(home, "sweep", "run", file.Path, "--fresh", "--telemetry", collector);
            Assert.Contains("3 of 3 experiments done", run.Expect(0).Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task On_the_console_each_span_is_a_line_below_its_parents()
    {
        await using var home = new TestHome();
        file.Write(StudyFile.Quick);
        var run = (await ConsoleProcess.RunAsync(home, "sweep", "run", file.Path, "--telemetry", "console")).Expect(0);
        var lines = run.Error.Split('\n');
        Assert.Single(lines, line => line.Contains("s  sweep sweep.id=study", StringComparison.Ordinal));
        Assert.Equal(Experiments, lines.Count(line => line.Contains("s    experiment experiment.id=", StringComparison.Ordinal)));
        Assert.Equal(Experiments, lines.Count(line => line.Contains("s      attempt experiment.id=", StringComparison.Ordinal)));
        Assert.Contains(lines, line => line.Contains("s        epoch epoch=1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task On_standard_output_the_log_names_the_traces_of_attempts_and_no_file_is_written()
    {
        await using var home = new TestHome();
        file.Write(StudyFile.Quick);
        await using var silo = ConsoleProcess.Start(
            home, "silo", "--devices", "cpu:1", "--log", "stdout", "--telemetry", $"otlp={receiver.Grpc}");
        await Eventually.HoldsAsync("it answers", () => silo.ErrorSoFar.Contains("silo of", StringComparison.Ordinal));
        (await ConsoleProcess.RunAsync(home, "sweep", "run", file.Path)).Expect(0);
        silo.Send(Signal.Terminate);
        var log = (await silo.WaitForExitAsync()).Expect(0).Output.Split('\n');
        Assert.Contains(log, line => line.Contains("Information silo: silo ", StringComparison.Ordinal));
        var attempts = ReceivedTrace.Of(receiver).Where(span => span.Name == "attempt").ToList();
        Assert.Equal(Experiments, attempts.Count);
        Assert.All(attempts, attempt => Assert.Contains(
            log, line => line.EndsWith($" [trace {attempt.Trace}, span {attempt.Id}]", StringComparison.Ordinal)));
        Assert.False(File.Exists(Path.Combine(home.Path, "logs", "silo.log")));
    }

    private ConsoleProcess StartSilo(TestHome home, string protocol)
    {
        // One is told on the command line, the other by the environment alone.
        var isGrpc = protocol == "grpc";
        return ConsoleProcess.StartProgram(
            ConsoleProcess.Program,
            [
                "silo", "--home", home.Path, "--devices", "cpu:2",
                .. isGrpc ? (string[])[] : ["--telemetry", $"otlp={receiver.Http}"],
            ],
            new Dictionary<string, string>
            {
                ["COUNTERFACTUAL_TELEMETRY"] = isGrpc ? "otlp" : "console",
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol,
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Grpc.ToString(),
                ["OTEL_EXPORTER_OTLP_HEADERS"] = "x-key=of-the-test",
                ["OTEL_SERVICE_NAME"] = "counterfactual-of-the-test",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
            });
    }

    private async Task<(string Victim, SweepDetails Sweep)> RunWithKilledTrainerAsync(TestHome home)
    {
        await using var console = ConsoleProcess.Start(home, "sweep", "run", file.Path);
        var victim = await home.WaitForTrainingAsync(StudyFile.Sweep, StudyFile.StepsOfAnEpoch + 1);
        Assert.DoesNotContain(
            "of-the-test", File.ReadAllText($"/proc/{victim.ProcessId}/environ"), StringComparison.Ordinal);
        ProcessTree.Send(victim.ProcessId, Signal.Kill);
        (await console.WaitForExitAsync()).Expect(0);
        return (victim.Id, await home.AskAsync(client => client.GetSweepAsync(StudyFile.Sweep)));
    }
}
