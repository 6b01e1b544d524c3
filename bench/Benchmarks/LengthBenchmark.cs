using System.Globalization;
using Counterfactual.EndToEnd.Tests;
using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Hosting;
using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Benchmarks;

/// <summary>
/// Whether an experiment costs the same in a sweep of 1,000 and of 100,000, by processor time, and how much memory a silo takes
/// over a database with as many.
/// </summary>
internal static class LengthBenchmark
{
    private const int Measured = 1_000;

    public static async Task<int> RunAsync()
    {
        await using var home = new TestHome();
        await using (var host = await GrainHost.StartAsync(
            new() { Store = $"sqlite:{home.Path}/counterfactual.db", GrainAssemblies = [typeof(SweepGrain).Assembly] }))
        {
            var device = (await QueueWorkload.DevicesAsync(host, 1))[0];
            await QueueWorkload.LaunchAsync(host, "warm-up", Measured);
            await ProcessorTimeAsync(host, device);
            double first = 0;
            foreach (var size in (int[])[1_000, 10_000, 100_000])
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"of-{size}");
                var launch = await QueueWorkload.LaunchAsync(host, name, size);
                var each = await ProcessorTimeAsync(host, device);
                first = first == 0 ? each : first;
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"sweep of {size,7:N0}: {each:F3} ms of processor time an experiment, {each / first:F2} of that in the "
                    + $"first; launched in {launch:F1} s"));
                await host.Client.GetGrain<ISweepGrain>(name).Stop();
            }
        }

        await MeasureSiloAsync(home);
        return 0;
    }

    /// <summary>Milliseconds of processor time for the claim and completion of an experiment.</summary>
    private static async Task<double> ProcessorTimeAsync(GrainHost host, IDeviceGrain device)
    {
        var before = Environment.CpuUsage.TotalTime;
        for (var number = 0; number < Measured; number++)
        {
            var lease = (await device.Claim())!.Lease;
            await host.Client.GetGrain<IExperimentGrain>(lease.Experiment).Complete(lease.Epoch, QueueWorkload.Result);
        }

        return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / Measured;
    }

    private static async Task MeasureSiloAsync(TestHome home)
    {
        await using var silo = ConsoleProcess.Start(home, "silo", "--devices", "cpu:2");
        await Eventually.FindAsync("the silo answers", async () =>
            (await home.AskAsync(client => client.GetHealthAsync())).RunsTrainers ? "answers" : null);
        for (var look = 0; look < 20; look++)
        {
            await home.AskAsync(client => client.ListSweepsAsync());
            await home.AskAsync(client => client.GetProgressAsync("of-100000"));
            await home.AskAsync(client => client.ListDevicesAsync());
        }

        Console.WriteLine(
            "silo over a database with 112,000 experiments, after 60 questions: "
                + $"{PeakMemory(silo.Id)} of memory (target 300 MB)");
        var details = await home.AskAsync(client => client.GetSweepAsync("of-100000"));
        Console.WriteLine(
            $"after giving all {details.Experiments.Count:N0} experiments of a sweep at once: {PeakMemory(silo.Id)}");
    }

    private static string PeakMemory(int process) =>
        File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal))
            .Split(':')[1].Trim();
}
