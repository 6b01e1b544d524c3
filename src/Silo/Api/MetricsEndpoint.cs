using Counterfactual.Silo.Telemetry;

namespace Counterfactual.Silo.Api;

/// <summary>What the silo measures, as Prometheus reads it.</summary>
internal static class MetricsEndpoint
{
    /// <summary>Adds the route.</summary>
    /// <param name="routes">The API's routes.</param>
    /// <param name="metrics">What the silo measures.</param>
    internal static void MapMetrics(this IEndpointRouteBuilder routes, SiloMetrics metrics)
    {
        var application = routes.CreateApplicationBuilder();
        application.UseOpenTelemetryPrometheusScrapingEndpoint(
            metrics.Collector, predicate: _ => true, path: null, configureBranchedPipeline: null, optionsName: null);
        var scrape = application.Build();
        routes.MapGet(ApiRoutes.Metrics, async (HttpContext http, CancellationToken cancellation) =>
        {
            await metrics.RefreshAsync(cancellation);

            // Ours has the route already, and the branch takes only what has none.
            http.SetEndpoint(null);
            await scrape(http);
        }).ExcludeFromDescription();
    }
}
