using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using Counterfactual.EndToEnd.Tests.Telemetry.Otlp;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Counterfactual.EndToEnd.Tests.Telemetry;

/// <summary>A collector that keeps what it is sent, by http/protobuf on one port and by grpc on another.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private const int GrpcPrefix = 5;

    private readonly WebApplication application;

    private OtlpReceiver(WebApplication application) => this.application = application;

    public Uri Http { get; private set; } = null!;

    public Uri Grpc { get; private set; } = null!;

    public ConcurrentQueue<ReceivedSpan> Spans { get; } = new();

    public ConcurrentQueue<ReceivedLog> Logs { get; } = new();

    /// <summary>The last value of each sum, and count of each histogram, from the start of a process.</summary>
    public ConcurrentDictionary<(string Process, string Metric, string Attributes), double> Counts { get; } = new();

    /// <summary>Values of the header that every request must have.</summary>
    public ConcurrentDictionary<string, bool> Keys { get; } = new();

    public ConcurrentDictionary<string, bool> Gauges { get; } = new();

    public static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        var receiver = new OtlpReceiver(builder.Build());
        receiver.application.Run(receiver.ReceiveAsync);
        await receiver.application.StartAsync();
        var server = receiver.application.Services.GetRequiredService<IServer>();
        var addresses = server.Features.Get<IServerAddressesFeature>()!.Addresses;
        (receiver.Http, receiver.Grpc) = (new Uri(addresses.First()), new Uri(addresses.Last()));
        return receiver;
    }

    /// <summary>A count, added up over processes and over the attributes that are not given.</summary>
    public double Count(string metric, params string[] attributes) => Counts
        .Where(count => count.Key.Metric == metric
            && attributes.All(attribute => count.Key.Attributes.Contains(attribute, StringComparison.Ordinal)))
        .Sum(count => count.Value);

    public async ValueTask DisposeAsync() => await application.DisposeAsync();

    private async Task ReceiveAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        Keys[http.Request.Headers["x-key"].ToString()] = true;
        var isGrpc = http.Request.ContentType == "application/grpc";
        foreach (var message in isGrpc ? Unframe(body.ToArray()) : [body.ToArray()])
        {
            Keep(http.Request.Path, message);
        }

        if (isGrpc)
        {
            http.Response.ContentType = "application/grpc";
            await http.Response.Body.WriteAsync(new byte[GrpcPrefix]);
            http.Response.AppendTrailer("grpc-status", "0");
        }
        else
        {
            http.Response.ContentType = "application/x-protobuf";
        }
    }

    /// <summary>A byte that says whether it is compressed, four of length, and the message.</summary>
    private static IEnumerable<byte[]> Unframe(byte[] body)
    {
        for (var at = 0; at < body.Length;)
        {
            Assert.Equal(0, body[at]);
            var length = BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(at + 1));
            yield return body[(at + GrpcPrefix)..(at + GrpcPrefix + length)];
            at += GrpcPrefix + length;
        }
    }

    private void Keep(string path, byte[] message)
    {
        switch (path)
        {
            case "/v1/traces" or "/opentelemetry.proto.collector.trace.v1.TraceService/Export":
                foreach (var resource in TraceRequest.Parser.ParseFrom(message).ResourceSpans)
                {
                    Assert.Contains(resource.Resource.Attributes, attribute => attribute is { Key: "service.name" });
                    foreach (var span in resource.ScopeSpans.SelectMany(scope => scope.Spans))
                    {
                        Spans.Enqueue(new ReceivedSpan(span));
                    }
                }

                break;
            case "/v1/metrics" or "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export":
                foreach (var metric in MetricsRequest.Parser.ParseFrom(message).ResourceMetrics
                    .SelectMany(resource => resource.ScopeMetrics).SelectMany(scope => scope.Metrics))
                {
                    Keep(metric);
                }

                break;
            case "/v1/logs" or "/opentelemetry.proto.collector.logs.v1.LogsService/Export":
                foreach (var log in LogsRequest.Parser.ParseFrom(message).ResourceLogs
                    .SelectMany(resource => resource.ScopeLogs).SelectMany(scope => scope.LogRecords))
                {
                    Logs.Enqueue(new(log.Body.StringValue, ReceivedSpan.Hex(log.TraceId), ReceivedSpan.Hex(log.SpanId)));
                }

                break;
            default:
                Assert.Fail($"nothing of the protocol is at {path}");
                break;
        }
    }

    private void Keep(Metric metric)
    {
        Gauges[metric.Name] = true;
        foreach (var point in metric.Sum?.DataPoints ?? [])
        {
            Counts[($"{point.StartTimeUnixNano}", metric.Name, Text(point.Attributes))] = point.AsInt + point.AsDouble;
        }

        foreach (var point in metric.Histogram?.DataPoints ?? [])
        {
            Counts[($"{point.StartTimeUnixNano}", metric.Name, Text(point.Attributes))] = point.Count;
        }
    }

    private static string Text(IEnumerable<KeyValue> attributes) =>
        string.Join(' ', attributes.Select(attribute => $"{attribute.Key}={attribute.Value.StringValue}").Order());
}
