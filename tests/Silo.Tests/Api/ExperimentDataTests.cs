using System.Net;
using System.Text.Json;
using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Silo.Tests.Api;

public sealed class ExperimentDataTests : TcpSiloTests
{
    [Fact]
    public async Task Series_are_given_by_name_and_reduced_where_asked_for()
    {
        await Tcp.Silo.LaunchAsync(new ScriptedExperiment { Steps = 40, CheckpointEvery = 1000 });
        await Tcp.Silo.EndOfAsync();
        const string metrics = "/v1/sweeps/scripted/experiments/1/metrics";
        await TestSilo.UntilAsync("all points are stored", async () => (await MetricsAsync(metrics)).Count == 40);
        Assert.Equal(40, (await MetricsAsync($"{metrics}?name=train.")).Count);
        Assert.Equal(40, (await MetricsAsync($"{metrics}?name=train.loss&name=train.loss&name=absent")).Count);
        Assert.Empty(await MetricsAsync($"{metrics}?name=train"));
        var reduced = await MetricsAsync($"{metrics}?points=6");
        Assert.InRange(reduced.Count, 2, 6);
        Assert.Equal((1, 40), (reduced[0].Step, reduced[^1].Step));
        foreach (var points in (int[])[1, -1, 100_001])
        {
            using var refused = await Http.GetAsync($"{metrics}?points={points}");
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }

        using var classes = await Http.GetAsync("/v1/sweeps/scripted/experiments/1/classes");
        Assert.Equal(HttpStatusCode.Conflict, classes.StatusCode);
        Assert.Contains("kept no predictions", await classes.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_experiment_tells_its_attempts_with_causes_and_its_checkpoints()
    {
        var gate = Tcp.Silo.PathOf("gate");
        await Tcp.Silo.LaunchAsync(
            new ScriptedExperiment { DieAt = 3, Once = Tcp.Silo.PathOf("once"), WaitAt = 4, Gate = gate, Steps = 6 });
        await Tcp.Silo.RunningAsync(step: 4);
        await TestSilo.UntilAsync(
            "the second checkpoint is stored", async () => (await Tcp.Silo.ExperimentAsync()).Checkpoints.Count > 1);
        var running = await Tcp.Silo.ExperimentAsync();
        Assert.Equal([4, 2], running.Checkpoints.Select(checkpoint => checkpoint.Step));
        Assert.All(running.Checkpoints, checkpoint => Assert.True(checkpoint.Bytes > 0 && checkpoint.Sha256.Length == 64));
        Assert.Equal([AttemptOutcome.Failed, AttemptOutcome.Running], running.History.Select(attempt => attempt.Outcome));
        await File.WriteAllTextAsync(gate, "");
        var ended = await Tcp.Silo.EndOfAsync();
        Assert.Equal([AttemptOutcome.Failed, AttemptOutcome.Completed], ended.History.Select(attempt => attempt.Outcome));
        Assert.NotNull(ended.History[0].Failure);
        Assert.Empty(ended.Checkpoints);
    }

    [Fact]
    public void Classes_are_counted_at_the_greatest_alpha_or_the_one_asked_for()
    {
        PredictionReport predictions = new(["coat", "shirt"], [Model(0, 7), Model(1, 9)]);
        var greatest = Assert.Single(ExperimentContracts.Classes(predictions, alpha: null));
        Assert.Equal(("ID", 1), (greatest.TestSet, greatest.Alpha));
        Assert.Equal([new ClassAccuracy(0, "coat", 9, 10)], greatest.Classes);
        Assert.Equal(7, ExperimentContracts.Classes(predictions, 0)[0].Classes[0].Correct);
        var absent = Assert.Throws<ApiException>(() => ExperimentContracts.Classes(predictions, 0.5));
        Assert.Contains("there are alpha 0, alpha 1", absent.Message, StringComparison.Ordinal);

        static ModelPredictions Model(double alpha, int right) =>
            new(alpha, [new("ID", [new(0, [0], [new(0, right), new(1, 10 - right)])])]);
    }

    [Fact]
    public async Task Devices_tell_what_they_do_and_did()
    {
        await TestSilo.UntilAsync("the device was read", async () => (await DevicesAsync())[0].Reading is { MemoryBytes: > 0 });
        var history = JsonSerializer.Deserialize(
            await Http.GetStringAsync("/v1/devices/history?points=1"), ApiJson.Default.IReadOnlyListDeviceHistory)!;
        var device = Assert.Single(history);
        Assert.Equal((await DevicesAsync())[0].Id, device.Device);
        Assert.Single(device.Readings);
        using var refused = await Http.GetAsync("/v1/devices/history?points=0");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    private async Task<IReadOnlyList<DeviceDetails>> DevicesAsync() =>
        JsonSerializer.Deserialize(await Http.GetStringAsync("/v1/devices"), ApiJson.Default.IReadOnlyListDeviceDetails)!;

    private async Task<IReadOnlyList<MetricPoint>> MetricsAsync(string path) =>
        JsonSerializer.Deserialize(await Http.GetStringAsync(path), ApiJson.Default.IReadOnlyListMetricPoint)!;
}
