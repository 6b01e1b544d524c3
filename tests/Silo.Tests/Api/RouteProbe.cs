using System.Net;
using Microsoft.AspNetCore.Routing;

namespace Counterfactual.Silo.Tests.Api;

/// <summary>Asks routes for what may not be there.</summary>
internal static class RouteProbe
{
    internal static IEnumerable<string> MethodsOf(RouteEndpoint route) =>
        route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"];

    /// <summary>The path with something in each place that the route leaves open.</summary>
    internal static string PathOf(RouteEndpoint route) =>
        "/" + string.Join('/', route.RoutePattern.PathSegments.Select(segment =>
            string.Concat(segment.Parts.Select(part =>
                part is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal ? literal.Content : "1"))));

    internal static async Task<HttpStatusCode> StatusAsync(HttpClient http, string method, string path)
    {
        using var response = await SendAsync(http, method, path);
        return response.StatusCode;
    }

    /// <summary>Waits for the head of the answer only: some answers never end.</summary>
    internal static async Task<HttpResponseMessage> SendAsync(HttpClient http, string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
