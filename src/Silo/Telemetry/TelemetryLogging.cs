namespace Counterfactual.Silo.Telemetry;

/// <summary>Logs that go where the telemetry goes.</summary>
internal static class TelemetryLogging
{
    /// <summary>Sends the log as well, where there is a collector.</summary>
    internal static ILoggingBuilder AddTelemetry(this ILoggingBuilder logging, SiloTelemetry? telemetry)
    {
        telemetry?.AddTo(logging);
        return logging;
    }
}
