using System.Net;
using System.Net.Sockets;
using Counterfactual.Grains.Devices;
using Counterfactual.Silo.Telemetry;
using Counterfactual.Silo.Trainers;

namespace Counterfactual.Benchmarks;

/// <summary>
/// What a silo spends on what a trainer tells: read from the pipe, taken over as the silo's own, and sent to a collector, which
/// is in this process and counts as well.
/// </summary>
internal static class SiloTelling
{
    /// <summary>Epochs in a round: their spans are fewer than may wait to be sent, so none is left out.</summary>
    public const int Epochs = 500;

    private const int Rounds = 7;

    /// <summary>Processor seconds for each step that the lines of a round tell of: the median of rounds.</summary>
    public static async Task<double> SecondsAStepAsync(byte[] lines, int steps, string? trace)
    {
        Environment.SetEnvironmentVariable("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
        using var collector = Listen(out var address);
        var options = trace is null ? new TelemetryOptions() : new() { ToCollector = true, Collector = address };
        List<double> rounds = [];
        for (var round = 0; round < Rounds; round++)
        {
            var silo = SiloTelemetry.Start(options, "bench")!;
            var begun = Environment.CpuUsage.TotalTime;
            await TakeAsync(lines, trace);
            await silo.StopAsync(TimeSpan.FromSeconds(30));
            rounds.Add((Environment.CpuUsage.TotalTime - begun).TotalSeconds / steps);
        }

        return new Sample(rounds).Median;
    }

    private static async Task TakeAsync(byte[] lines, string? trace)
    {
        using var attempt = new AttemptTelemetry(new Assignment
        {
            Lease = new("bench/1", 1, "bench/cpu:0", DateTime.UtcNow),
            Attempt = 1,
            Settings = "",
            Parameters = [],
            Trace = trace,
        });
        await foreach (var message in MessageReader.ReadAsync(new MemoryStream(lines)))
        {
            attempt.Takes(message);
        }
    }

    private static HttpListener Listen(out Uri address)
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        address = new($"http://{free.LocalEndpoint}/");
        free.Stop();
        var listener = new HttpListener { Prefixes = { address.ToString() } };
        listener.Start();
        _ = AnswerAsync(listener);
        return listener;
    }

    private static async Task AnswerAsync(HttpListener listener)
    {
        try
        {
            while (true)
            {
                var request = await listener.GetContextAsync();
                await request.Request.InputStream.CopyToAsync(Stream.Null);
                request.Response.Close();
            }
        }
        catch (Exception) when (!listener.IsListening)
        {
            // The benchmark is over.
        }
    }
}
