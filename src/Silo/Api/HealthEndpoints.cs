using Counterfactual.Silo.Api.Contracts;
using Microsoft.AspNetCore.WebUtilities;

namespace Counterfactual.Silo.Api;

/// <summary>
/// What those ask who keep the silo running, without a token: 200 for yes, 503 for no. The silo listens once its devices have
/// been found, so it has started as soon as it answers; it lives as long as it answers, whatever the state of its store, which
/// no restart would mend; and it is ready while <see cref="SiloReadiness"/> finds no obstacle.
/// </summary>
internal static class HealthEndpoints
{
    internal static void MapHealth(this IEndpointRouteBuilder routes, ApiContext context)
    {
        var readiness = new SiloReadiness(context);
        routes.MapGet(ApiRoutes.Probe(HealthProbe.Started), () => TypedResults.Ok()).ExcludeFromDescription();
        routes.MapGet(ApiRoutes.Probe(HealthProbe.Live), () => TypedResults.Ok()).ExcludeFromDescription();
        routes.MapGet(ApiRoutes.Probe(HealthProbe.Ready), async () =>
            await readiness.ObstacleAsync() is { } obstacle ? Refuse(obstacle) : Results.Ok()).ExcludeFromDescription();
    }

    /// <summary>Not thrown: it would be logged as an error, once for every look.</summary>
    private static IResult Refuse(string obstacle) => Results.Json(
        new RequestProblem
        {
            Title = ReasonPhrases.GetReasonPhrase(StatusCodes.Status503ServiceUnavailable),
            Status = StatusCodes.Status503ServiceUnavailable,
            Detail = obstacle,
        },
        ApiJson.Default.RequestProblem,
        "application/problem+json",
        StatusCodes.Status503ServiceUnavailable);
}
