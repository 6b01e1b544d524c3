using Counterfactual.Silo.Dashboard;

namespace Counterfactual.Silo.Api.Access;

/// <summary>
/// What each route needs: looking (GET) is for viewers, everything else for operators, with the exceptions of one table. A
/// route that nobody thought of here is closed to those without a token.
/// </summary>
internal static class AccessRules
{
    private static readonly Dictionary<(string Method, string Route), RouteAccess> Exceptions = new()
    {
        // What the API looks like is no secret.
        [(HttpMethods.Get, ApiRoutes.OpenApi)] = RouteAccess.Anyone,

        // Whoever looks after the process has no token, and is told nothing that is one's own.
        [(HttpMethods.Get, ApiRoutes.Probe(HealthProbe.Started))] = RouteAccess.Anyone,
        [(HttpMethods.Get, ApiRoutes.Probe(HealthProbe.Live))] = RouteAccess.Anyone,
        [(HttpMethods.Get, ApiRoutes.Probe(HealthProbe.Ready))] = RouteAccess.Anyone,

        // The dashboard itself; what it shows it asks the API for.
        [(HttpMethods.Get, DashboardEndpoints.PageRoute)] = RouteAccess.Anyone,
        [(HttpMethods.Get, DashboardEndpoints.FileRoute)] = RouteAccess.Anyone,

        // Nobody without a token may make the first one and lock the owner out, or see which there are.
        [(HttpMethods.Get, ApiRoutes.Tokens)] = RouteAccess.KnownOperator,
        [(HttpMethods.Post, ApiRoutes.Tokens)] = RouteAccess.KnownOperator,
        [(HttpMethods.Delete, ApiRoutes.TokenTemplate)] = RouteAccess.KnownOperator,
    };

    /// <summary>What a request needs.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="endpoint">Where it was routed; null for a path that is not here.</param>
    internal static RouteAccess Of(string method, Endpoint? endpoint) =>
        Of(method, (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? "");

    /// <summary>What a route needs.</summary>
    /// <param name="method">The method.</param>
    /// <param name="route">Its template.</param>
    internal static RouteAccess Of(string method, string route) =>
        Exceptions.TryGetValue((method, route), out var exception) ? exception
        : HttpMethods.IsGet(method) || HttpMethods.IsHead(method) ? RouteAccess.Viewer : RouteAccess.Operator;
}
