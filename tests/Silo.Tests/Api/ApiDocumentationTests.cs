using System.Text.RegularExpressions;
using Counterfactual.Silo.Api.Access;
using Counterfactual.Silo.Tests.Sweeps;
using Microsoft.AspNetCore.Routing;

namespace Counterfactual.Silo.Tests.Api;

public sealed partial class ApiDocumentationTests
{
    private static readonly Dictionary<RouteAccess, string> _words = new()
    {
        [RouteAccess.Anyone] = "anyone",
        [RouteAccess.Viewer] = "viewer",
        [RouteAccess.Operator] = "operator",
        [RouteAccess.KnownOperator] = "operator, known",
    };

    [Fact]
    public async Task The_documentation_lists_every_route_with_whom_it_is_for_and_nothing_else()
    {
        await using var tcp = await TcpSilo.StartAsync();
        var routes = tcp.Silo.Silo!.Endpoints.OfType<RouteEndpoint>().SelectMany(route => RouteProbe.MethodsOf(route)
            .Select(method => $"{method} {route.RoutePattern.RawText} for {_words[AccessRules.Of(method, route)]}"));
        var documented = File.ReadLines(RepositoryFiles.Documentation("http-api.md"))
            .Select(line => DocumentedRoute().Match(line))
            .Where(match => match.Success)
            .Select(match => $"{match.Groups["method"]} {match.Groups["path"]} for {match.Groups["role"]}");
        Assert.Equal(routes.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    /// <summary>A line of a table: <c>| `GET /v1/sweeps?search` | viewer | what it does |</c>.</summary>
    [GeneratedRegex(@"^\| `(?<method>[A-Z]+) (?<path>[^?`]+)(\?[^`]*)?` \| (?<role>[a-z, ]+) \| .+ \|$")]
    private static partial Regex DocumentedRoute();
}
