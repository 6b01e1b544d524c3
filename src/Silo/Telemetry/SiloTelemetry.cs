using Counterfactual.Grains.Hosting;
using Counterfactual.Grains.Hosting.Telemetry;
using Counterfactual.Silo.Devices.Monitoring;
using Counterfactual.Silo.Trainers;
using Counterfactual.Training.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Counterfactual.Silo.Telemetry;

/// <summary>
/// The OpenTelemetry SDK of a silo. It sends what spans, metrics and logs there are, in the background: a collector that does not
/// answer costs what was to be sent to it, and nothing else.
/// </summary>
internal sealed class SiloTelemetry : IDisposable
{
    /// <summary>How long spans may wait to be sent, which is what a killed silo loses; the SDK's own default is 5 s.</summary>
    private const string MillisecondsBetweenBatches = "1000";

    private const int PortOfHttp = 4318;

    /// <summary>How long the last spans may take to be sent, whatever is left of the time to stop.</summary>
    private static readonly TimeSpan LeastToFlush = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan MostToFlush = TimeSpan.FromSeconds(2);

    private readonly OpenTelemetrySdk sdk;
    private readonly TelemetryOptions options;
    private readonly string silo;
    private SiloMetrics? metrics;
    private DeviceGauges? gauges;
    private SiloMetricsRefresh? refresh;

    private SiloTelemetry(TelemetryOptions options, string silo)
    {
        this.options = options;
        this.silo = silo;
        sdk = OpenTelemetrySdk.Create(SetUp);
    }

    /// <summary>Starts the SDK; null where OTEL_SDK_DISABLED says that there is to be none.</summary>
    /// <param name="options">Where telemetry goes.</param>
    /// <param name="silo">Name of the silo.</param>
    internal static SiloTelemetry? Start(TelemetryOptions options, string silo) =>
        bool.TryParse(Environment.GetEnvironmentVariable("OTEL_SDK_DISABLED"), out var disabled) && disabled
            ? null
            : new(options, silo);

    /// <summary>Sends the silo's log as well, where there is a collector.</summary>
    internal void AddTo(ILoggingBuilder logging)
    {
        if (options.ToCollector)
        {
            // The SDK's own factory is where its loggers are to be had.
            logging.AddProvider(new FactoryLoggers(sdk.GetLoggerFactory()));
        }
    }

    /// <summary>Begins to measure what is read rather than counted.</summary>
    internal SiloMetrics Measure(QueueStatistics queue, LiveProgress live, DeviceMonitor devices)
    {
        GrainMetrics.ShowZeros();
        metrics = new SiloMetrics(sdk.MeterProvider, queue, live, silo);
        gauges = new DeviceGauges(devices);
        refresh = options.ToCollector ? new SiloMetricsRefresh(metrics) : null;
        return metrics;
    }

    /// <summary>Sends what is left, and gives up after a while.</summary>
    /// <param name="left">What is left of the time to stop.</param>
    internal async Task StopAsync(TimeSpan left)
    {
        if (refresh is not null)
        {
            await refresh.DisposeAsync();
        }

        var limit = (int)(left < LeastToFlush ? LeastToFlush : left > MostToFlush ? MostToFlush : left).TotalMilliseconds;
        await Task.WhenAll(
            Task.Run(() => sdk.TracerProvider.Shutdown(limit)),
            Task.Run(() => sdk.MeterProvider.Shutdown(limit)),
            Task.Run(() => sdk.LoggerProvider.Shutdown(limit)));
        Dispose();
    }

    public void Dispose()
    {
        sdk.Dispose();
        metrics?.Dispose();
        gauges?.Dispose();
    }

    private void SetUp(IOpenTelemetryBuilder builder)
    {
        builder.Services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["OTEL_BSP_SCHEDULE_DELAY"] = MillisecondsBetweenBatches })
            .AddEnvironmentVariables()
            .Build());
        builder.ConfigureResource(Describe);
        builder.WithMetrics(metrics => metrics
            .AddMeter(GrainMetrics.MeterName, TrainingMetrics.MeterName, SiloMetrics.MeterName, DeviceGauges.MeterName)
            .AddMeter("Microsoft.AspNetCore.Hosting", "Npgsql", "System.Runtime")
            .AddProcessInstrumentation()
            .AddPrometheusExporter(prometheus => prometheus.ScrapeResponseCacheDurationMilliseconds = 0));
        if (options.IsOn)
        {
            builder.WithTracing(tracing => tracing
                .AddSource(GrainMetrics.MeterName, TrainingSpans.SourceName, SiloSpans.SourceName));
        }

        if (options.ToConsole)
        {
            builder.WithTracing(tracing => tracing.AddProcessor(
                new SimpleActivityExportProcessor(new ConsoleSpanExporter(Console.Error))));
        }

        if (options.ToCollector)
        {
            builder.WithLogging(configureBuilder: null, logging => logging.IncludeFormattedMessage = true);
            SendTo(builder, options.Collector);
        }
    }

    private static void SendTo(IOpenTelemetryBuilder builder, Uri? collector)
    {
        if (collector is null)
        {
            builder.UseOtlpExporter();
            return;
        }

        var protocol = Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_PROTOCOL") switch
        {
            "http/protobuf" => OtlpExportProtocol.HttpProtobuf,
            "grpc" => OtlpExportProtocol.Grpc,
            _ => collector.Port == PortOfHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc,
        };
        builder.UseOtlpExporter(protocol, collector);
    }

    private static string Version => typeof(SiloTelemetry).Assembly.GetName().Version!.ToString(3);

    /// <summary>Who tells; OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES, which come last, have the last word.</summary>
    private void Describe(ResourceBuilder resource) => resource
        .Clear()
        .AddService("counterfactual", serviceVersion: Version, serviceInstanceId: silo)
        .AddAttributes([new("host.name", Environment.MachineName), new("process.pid", (long)Environment.ProcessId)])
        .AddTelemetrySdk()
        .AddEnvironmentVariableDetector();

    /// <summary>The loggers of a factory.</summary>
    private sealed class FactoryLoggers(ILoggerFactory factory) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => factory.CreateLogger(categoryName);

        public void Dispose()
        {
            // The factory is the SDK's.
        }
    }
}
