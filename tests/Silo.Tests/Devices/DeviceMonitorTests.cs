using System.Diagnostics;
using Counterfactual.Grains.Devices;
using Counterfactual.Silo.Devices.Monitoring;
using Microsoft.Extensions.Logging.Abstractions;

namespace Counterfactual.Silo.Tests.Devices;

public sealed class DeviceMonitorTests
{
    private static readonly DeviceDescription _device = new("here", "cpu:0", DeviceKind.Cpu, Threads: 2, MemoryBytes: 1 << 30);

    [Theory]
    [InlineData("7 (trainer) S 3 7 7 0 -1 4194560 100 0 0 0 150 50 0 0 20 0 9 0 1 2 256 18446744073709551615")]
    [InlineData("7 (a ) b (c)) R 3 7 7 0 -1 4194560 100 0 0 0 150 50 0 0 20 0 9 0 1 2 256 0")]
    public void A_process_is_read_whatever_its_name(string stat)
    {
        var process = ProcessTable.Parse(stat)!.Value;
        Assert.Equal(3, process.Parent);
        Assert.Equal(TimeSpan.FromSeconds(2), process.ProcessorTime);
        Assert.Equal(256L * Environment.SystemPageSize, process.MemoryBytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("7 (cut")]
    [InlineData("7 (cut) S 3")]
    [InlineData("7 (x) S three 7 7 0 -1 4194560 100 0 0 0 150 50 0 0 20 0 9 0 1 2 256 0")]
    public void Anything_else_is_no_process(string stat) => Assert.Null(ProcessTable.Parse(stat));

    [Fact]
    public void Children_of_a_trainer_count_and_other_processes_do_not()
    {
        using var shell = Process.Start(
            new ProcessStartInfo("sh", ["-c", "sleep 600 & echo started; wait"]) { RedirectStandardOutput = true })!;
        try
        {
            Assert.Equal("started", shell.StandardOutput.ReadLine());
            var tree = ProcessTable.Read().Tree(shell.Id);
            Assert.Equal(2, tree.Count);
            Assert.Equal(shell.Id, tree.Single(process => process.Key != shell.Id).Value.Parent);
            Assert.DoesNotContain(Environment.ProcessId, tree.Keys);
            Assert.All(tree.Values, process => Assert.InRange(process.MemoryBytes, 1, 1 << 30));
        }
        finally
        {
            shell.Kill(entireProcessTree: true);
            shell.WaitForExit();
        }
    }

    [Fact]
    public void A_long_history_becomes_the_means_of_its_stretches_from_its_beginning_to_its_end()
    {
        DeviceReading[] readings =
        [
            .. Enumerable.Range(1, 7).Select(second => new DeviceReading
            {
                Time = DateTime.UnixEpoch.AddSeconds(second),
                Utilisation = second == 5 ? null : second / 10.0,
                MemoryBytes = 100 * second,
                MemoryTotalBytes = 1000,
            }),
        ];
        Assert.Same(readings, ReadingSampling.Reduce(readings, 7));
        var reduced = ReadingSampling.Reduce(readings, 3);
        Assert.Equal([2, 4, 7], reduced.Select(reading => (reading.Time - DateTime.UnixEpoch).TotalSeconds));
        Assert.Equal([0.15, 0.35, 0.65], reduced.Select(reading => Math.Round(reading.Utilisation!.Value, 9)));
        Assert.Equal([150, 350, 600], reduced.Select(reading => reading.MemoryBytes!.Value));
        Assert.All(reduced, reading => Assert.Equal((1000, null), (reading.MemoryTotalBytes, reading.Temperature)));
    }

    [Fact]
    public void Utilisation_is_the_processor_time_since_the_reading_before_by_the_threads_given()
    {
        var reader = new ProcessorReader(_device);
        var start = DateTime.UnixEpoch;
        Assert.Null(reader.Read(7, Table((7, 1, 100)), start).Utilisation);

        // Process 8 began since: 1 s of 7 and 2 s of 8 in 2 s of 2 threads.
        var second = reader.Read(7, Table((7, 1, 101), (8, 7, 2)), start.AddSeconds(2));
        Assert.Equal(0.75, second.Utilisation!.Value, 9);
        Assert.Equal((2000, 1L << 30), (second.MemoryBytes, second.MemoryTotalBytes));

        // 8 is gone, 7 idle; then there is no trainer; then another, for longer than there was time, by the clock's steps.
        Assert.Equal(0, reader.Read(7, Table((7, 1, 101)), start.AddSeconds(4)).Utilisation);
        var idle = reader.Read(null, Table((7, 1, 101)), start.AddSeconds(6));
        Assert.Equal((0, 0), (idle.Utilisation, idle.MemoryBytes));
        Assert.Equal(1, reader.Read(9, Table((9, 1, 50)), start.AddSeconds(7)).Utilisation);
        Assert.Null(reader.Read(9, Table((9, 1, 50)), start.AddSeconds(7)).Utilisation);
    }

    [Fact]
    public async Task An_hour_is_kept_oldest_first_and_a_reader_that_fails_stops_nothing()
    {
        var reads = 0;
        await using var monitor = new DeviceMonitor(
            [new("here/cpu:0", new ScriptedReader(() => reads++), () => 1)], NullLogger.Instance, Timeout.InfiniteTimeSpan);
        await TestSilo.UntilAsync("the monitor has read by itself", () => Task.FromResult(monitor.Latest().Count > 0));
        for (var number = 0; number < DeviceMonitor.Kept + 3; number++)
        {
            monitor.ReadNow(DateTime.UnixEpoch.AddSeconds(number));
        }

        var kept = monitor.History()["here/cpu:0"];
        Assert.Equal(DeviceMonitor.Kept, kept.Count);
        Assert.Equal(DateTime.UnixEpoch.AddSeconds(3), kept[0].Time);
        Assert.Equal(kept[^1], monitor.Latest()["here/cpu:0"]);

        await using var failing = new DeviceMonitor(
            [new("here/cpu:0", new ScriptedReader(() => throw new InvalidOperationException()), () => 1)], NullLogger.Instance);
        Assert.Throws<InvalidOperationException>(() => failing.ReadNow(DateTime.UnixEpoch));
        Assert.Empty(failing.Latest());
    }

    [Theory]
    [InlineData(1, null, "1")]
    [InlineData(1, "3,5", "5")]
    [InlineData(0, "GPU-1234, GPU-5678", "GPU-1234")]
    [InlineData(2, "3,5", null)]
    [InlineData(0, "", null)]
    public void A_CUDA_ordinal_counts_among_the_visible_devices(int ordinal, string? visible, string? expected) =>
        Assert.Equal(expected, CudaReader.Identify(ordinal, visible));

    [Theory]
    [InlineData("cuda:1", 1, 1)]
    [InlineData("cuda:1.0", 4, 1)]
    [InlineData("cuda:12.3", 4, 12)]
    public void A_share_is_read_as_the_device_that_it_is_of(string name, int shares, int ordinal) =>
        Assert.Equal(ordinal, CudaReader.Ordinal(_device with { Name = name, Kind = DeviceKind.Cuda, Shares = shares }));

    [Fact]
    public void Without_the_drivers_library_nothing_is_known_and_nothing_fails()
    {
        var reader = new CudaReader(_device with { Name = "cuda:250", Kind = DeviceKind.Cuda });
        var reading = reader.Read(1, Table(), DateTime.UnixEpoch);
        Assert.Equal(new DeviceReading { Time = DateTime.UnixEpoch }, reading);
    }

    /// <summary>Processes by id, parent and seconds of processor time; each has 1000 bytes.</summary>
    private static ProcessTable Table(params (int Id, int Parent, double Seconds)[] processes) =>
        new(processes.ToDictionary(
            process => process.Id,
            process => new ProcessTable.Entry(process.Parent, TimeSpan.FromSeconds(process.Seconds), 1000)));

    private sealed class ScriptedReader(Action read) : IDeviceReader
    {
        public DeviceReading Read(int? trainer, ProcessTable processes, DateTime now)
        {
            read();
            return new() { Time = now };
        }
    }
}
