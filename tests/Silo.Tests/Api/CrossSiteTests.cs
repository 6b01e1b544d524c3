using System.Net;
using Counterfactual.Grains.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using static Counterfactual.Silo.Tests.Api.RouteProbe;

namespace Counterfactual.Silo.Tests.Api;

public sealed class CrossSiteTests
{
    [Theory]
    [InlineData("GET", "Host", "evil.example", HttpStatusCode.Forbidden)]
    [InlineData("GET", "Host", "127.0.0.1.evil.example:7070", HttpStatusCode.Forbidden)]
    [InlineData("GET", "Host", "localhost", HttpStatusCode.OK)]
    [InlineData("GET", "Host", "[::1]:7070", HttpStatusCode.OK)]
    [InlineData("GET", "Origin", "http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("POST", "Origin", "http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("POST", "Origin", "null", HttpStatusCode.Forbidden)]
    [InlineData("GET", "Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("GET", "Sec-Fetch-Site", "same-site", HttpStatusCode.Forbidden)]
    [InlineData("GET", "Sec-Fetch-Site", "same-origin", HttpStatusCode.OK)]
    [InlineData("GET", "Sec-Fetch-Site", "none", HttpStatusCode.OK)]
    public async Task Pages_of_other_sites_cannot_use_the_loopback_address(
        string method, string header, string value, HttpStatusCode expected)
    {
        await using var tcp = await TcpSilo.StartAsync();
        var http = tcp.ClientWith();
        http.DefaultRequestHeaders.TryAddWithoutValidation(header, value);
        Assert.Equal(expected, await StatusAsync(http, method, "/v1/sweeps"));
    }

    [Fact]
    public async Task A_page_of_the_silo_itself_may_use_it_also_behind_a_proxy_that_ends_TLS()
    {
        await using var tcp = await TcpSilo.StartAsync();
        var http = tcp.ClientWith(await tcp.CreateTokenAsync(AccessRole.Viewer));
        http.DefaultRequestHeaders.Host = "silo.example";
        http.DefaultRequestHeaders.Add("Origin", "https://silo.example");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, "GET", "/v1/sweeps"));
    }

    [Fact]
    public async Task No_page_of_another_site_can_change_anything_whichever_route_it_tries_and_whatever_it_knows()
    {
        await using var tcp = await TcpSilo.StartAsync();
        (string Name, string Value)[] marks =
            [("Origin", "http://evil.example"), ("Origin", "null"), ("Sec-Fetch-Site", "cross-site")];
        var changing = tcp.Silo.Silo!.Endpoints.OfType<RouteEndpoint>()
            .SelectMany(route => MethodsOf(route).Select(method => (Method: method, Path: PathOf(route))))
            .Where(route => !HttpMethods.IsGet(route.Method)).ToList();
        Assert.True(changing.Count >= 15);
        foreach (var token in (string?[])[null, await tcp.CreateTokenAsync(AccessRole.Operator)])
        {
            foreach (var (name, value) in marks)
            {
                // The browser of a logged-in operator sends no token by itself, and even with one it is refused.
                var http = tcp.ClientWith(token);
                http.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
                foreach (var (method, path) in changing)
                {
                    using var response = await SendAsync(http, method, path);
                    var what = $"{name}: {value}, {method} {path}: {response.StatusCode}";
                    Assert.True(response.StatusCode == HttpStatusCode.Forbidden, what);
                    var problem = await response.Content.ReadAsStringAsync();
                    Assert.Contains("a page of another site", problem, StringComparison.Ordinal);
                }
            }
        }

        // A name of the attacker's that leads to the loopback address (DNS rebinding).
        await using var open = await TcpSilo.StartAsync();
        var rebound = open.ClientWith();
        rebound.DefaultRequestHeaders.Host = "evil.example";
        foreach (var (method, path) in changing)
        {
            Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(rebound, method, path));
        }
    }

    [Theory]
    [InlineData("navigate", "document", HttpStatusCode.OK)]
    [InlineData("navigate", "iframe", HttpStatusCode.Forbidden)]
    [InlineData("no-cors", "script", HttpStatusCode.Forbidden)]
    [InlineData("cors", "empty", HttpStatusCode.Forbidden)]
    public async Task A_link_of_another_site_leads_to_what_is_for_anyone_and_nothing_else_of_that_site_does(
        string mode, string destination, HttpStatusCode expected)
    {
        await using var tcp = await TcpSilo.StartAsync();
        var http = tcp.ClientWith();
        http.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");
        http.DefaultRequestHeaders.Add("Sec-Fetch-Mode", mode);
        http.DefaultRequestHeaders.Add("Sec-Fetch-Dest", destination);
        Assert.Equal(expected, await StatusAsync(http, "GET", "/v1/openapi.json"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(http, "GET", "/v1/sweeps"));
    }
}
