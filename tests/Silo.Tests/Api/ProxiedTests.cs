using System.Net;
using Counterfactual.Grains.Access;
using Counterfactual.Silo.Api.Access;
using static Counterfactual.Silo.Tests.Api.RouteProbe;

namespace Counterfactual.Silo.Tests.Api;

public sealed class ProxiedTests : TcpSiloTests
{
    [Fact]
    public async Task What_came_through_a_proxy_is_served_from_the_first_token_on()
    {
        foreach (var header in Proxied.Headers)
        {
            using var response = await SendAsync(Through(header), "GET", "/v1/sweeps");
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
            Assert.Contains(
                "counterfactual token create NAME --role operator",
                await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(Through(header), "POST", "/v1/shutdown"));
        }

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(Http, "GET", "/v1/sweeps"));
        var token = await Tcp.CreateTokenAsync(AccessRole.Viewer);
        foreach (var header in Proxied.Headers)
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(Through(header, token), "GET", "/v1/sweeps"));
        }
    }

    private HttpClient Through(string header, string? token = null)
    {
        var http = Tcp.ClientWith(token);
        Assert.True(http.DefaultRequestHeaders.TryAddWithoutValidation(header, "1.1 proxy.example"));
        return http;
    }
}
