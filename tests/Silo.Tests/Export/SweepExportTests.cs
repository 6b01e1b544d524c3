using System.Text.Json;
using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Export;
using Counterfactual.Silo.Tests.Reports;

namespace Counterfactual.Silo.Tests.Export;

public sealed class SweepExportTests : IDisposable
{
    private static readonly MetricPoint[] _points =
        [new("train.loss", 10, 0.5), new("train.loss", 300, double.NaN), new("memory.process", 10, 1e9),
            new("id.accuracy", 300, 0.123456789)];

    private readonly string directory = Directory.CreateTempSubdirectory("counterfactual-export-").FullName;

    [Fact]
    public void The_readers_checksum_is_that_of_the_standard() => Assert.Equal(0xe3069283u, EventFileReader.Crc("123456789"u8));

    [Fact]
    public async Task TensorBoard_files_say_what_was_measured()
    {
        var files = await ExportAsync(ExportFormat.TensorBoard);
        var sweep = MiniatureTable.Sweep;
        Assert.Equal(sweep.Experiments.Count + 1, files.Count);

        var events = EventFileReader.Read(await File.ReadAllBytesAsync(Path.Combine(directory, files[4])));
        Assert.Equal("brain.Event:2", events[0].FileVersion);
        Assert.Equal([0L, 10, 300], events.Select(one => one.Step));
        Assert.Equal([("train/loss", 0.5f), ("memory/process", 1e9f)], events[1].Values);
        Assert.Equal([("train/loss", float.NaN), ("id/accuracy", 0.123456789f)], events[2].Values);
        Assert.All(events, one => Assert.Equal(
            (sweep.Experiments[4].Started!.Value - DateTime.UnixEpoch).TotalSeconds, one.WallTime));
    }

    [Fact]
    public async Task Tables_say_what_was_measured()
    {
        Assert.Equal(["experiments.csv", "results.csv", "metrics.csv", "sweep.yaml"], await ExportAsync(ExportFormat.Csv));
        var metrics = await File.ReadAllLinesAsync(Path.Combine(directory, "metrics.csv"));
        Assert.Equal(1 + (4 * MiniatureTable.Sweep.Experiments.Count), metrics.Length);
        Assert.Equal(
            ["experiment,name,step,value", "table/1,train.loss,10,0.5", "table/1,train.loss,300,NaN",
                "table/1,memory.process,10,1000000000", "table/1,id.accuracy,300,0.123456789"],
            metrics.Take(5));
        Assert.Equal(1 + MiniatureTable.Sweep.Experiments.Count,
            (await File.ReadAllLinesAsync(Path.Combine(directory, "experiments.csv"))).Length);
    }

    [Fact]
    public async Task Documents_say_what_was_measured()
    {
        var files = await ExportAsync(ExportFormat.Json);
        Assert.Contains("metrics/00037.json", files);
        Assert.Equal(_points, JsonSerializer.Deserialize(
            await File.ReadAllTextAsync(Path.Combine(directory, "metrics/00002.json")),
            ApiJson.Default.IReadOnlyListMetricPoint));
        Assert.Equal(MiniatureTable.Sweep.Rows.Count, JsonSerializer.Deserialize(
            await File.ReadAllTextAsync(Path.Combine(directory, "sweep.json")), ApiJson.Default.SweepDetails)!.Rows.Count);
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private Task<IReadOnlyList<string>> ExportAsync(ExportFormat format) => SweepExport.WriteAsync(
        MiniatureTable.Sweep, (_, _) => Task.FromResult<IReadOnlyList<MetricPoint>>(_points), directory, format);
}
