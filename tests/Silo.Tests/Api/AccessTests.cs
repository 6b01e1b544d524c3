using System.Net;
using Counterfactual.Grains.Access;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Api.Access;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using static Counterfactual.Silo.Tests.Api.RouteProbe;

namespace Counterfactual.Silo.Tests.Api;

public sealed class AccessTests
{
    private const string Nobody = "cf_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    [Fact]
    public async Task Every_route_asks_for_what_the_table_says()
    {
        await using var tcp = await TcpSilo.StartAsync(new ApiOptions { FailedTriesAMinute = 10_000 });
        var callers = new (HttpClient Http, RouteAccess[] May)[]
        {
            (tcp.ClientWith(), [RouteAccess.Anyone]),
            (tcp.ClientWith(Nobody), [RouteAccess.Anyone]),
            (tcp.ClientWith(await tcp.CreateTokenAsync(AccessRole.Viewer)), [RouteAccess.Anyone, RouteAccess.Viewer]),
            (tcp.ClientWith(await tcp.CreateTokenAsync(AccessRole.Operator)), Enum.GetValues<RouteAccess>()),
        };
        var routes = tcp.Silo.Silo!.Endpoints.OfType<RouteEndpoint>()
            .SelectMany(route => MethodsOf(route).Select(method => (Method: method, Route: route))).ToList();
        Assert.True(routes.Count >= 20);
        foreach (var (method, route) in routes.Where(one => one.Route.RoutePattern.RawText != "/v1/shutdown"))
        {
            var needed = AccessRules.Of(method, route);
            Assert.True(needed is RouteAccess.Anyone or RouteAccess.Viewer == HttpMethods.IsGet(method)
                || needed == RouteAccess.KnownOperator);
            foreach (var ((http, may), index) in callers.Select((caller, index) => (caller, index)))
            {
                using var response = await SendAsync(http, method, PathOf(route));
                var status = (int)response.StatusCode;
                var what = $"{method} {route.RoutePattern.RawText}, caller {index}: {status}";
                Assert.True(may.Contains(needed) ? status is not (401 or 403 or 429) : status == (index < 2 ? 401 : 403), what);
                Assert.True(status < 500, what);
            }
        }

        using var refused = await SendAsync(callers[2].Http, "POST", "/v1/shutdown");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using var stops = await SendAsync(callers[3].Http, "POST", "/v1/shutdown");
        Assert.Equal(HttpStatusCode.Accepted, stops.StatusCode);
        await tcp.Silo.Silo.StopRequested;
    }

    [Fact]
    public async Task A_refusal_says_what_is_missing_and_not_whether_the_path_is_there()
    {
        await using var tcp = await TcpSilo.StartAsync();
        await tcp.CreateTokenAsync(AccessRole.Viewer);
        var http = tcp.ClientWith();
        foreach (var path in (string[])["/v1/sweeps", "/v1/sweeps/absent", "/nothing/here"])
        {
            using var response = await http.GetAsync(path);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        }
    }

    [Theory]
    [InlineData("Basic {0}")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("{0}")]
    [InlineData("Bearer {0}x")]
    [InlineData("Bearer {0}, Bearer {0}")]
    public async Task A_token_in_another_form_is_refused(string header)
    {
        await using var tcp = await TcpSilo.StartAsync();
        var token = await tcp.CreateTokenAsync(AccessRole.Operator);
        var http = tcp.ClientWith();
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", string.Format(header, token));
        using var response = await http.GetAsync("/v1/health");
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Without_any_token_loopback_is_served_until_there_was_one()
    {
        await using var tcp = await TcpSilo.StartAsync();
        var http = tcp.ClientWith();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, "GET", "/v1/health"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(http, "GET", "/v1/tokens"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(tcp.ClientWith(Nobody), "GET", "/v1/health"));
        var token = await tcp.CreateTokenAsync(AccessRole.Viewer, "first");
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(http, "GET", "/v1/health"));
        var viewer = tcp.ClientWith(token);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(viewer, "GET", "/v1/health"));

        // Revoking the last token opens nothing.
        await tcp.Silo.Client.RevokeTokenAsync("first");
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(viewer, "GET", "/v1/health"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(http, "GET", "/v1/health"));
        Assert.True((await tcp.Silo.Client.GetHealthAsync()).RunsTrainers);
    }

    [Fact]
    public async Task Where_other_machines_reach_it_a_silo_does_not_start_without_a_token_and_always_asks_for_one()
    {
        await using var test = new TestSilo();
        var open = TcpSilo.On(new ApiOptions { Listen = [ListenAddress.Parse("http://0.0.0.0:0")] });
        var refused = await Assert.ThrowsAsync<ListenException>(() => SiloHost.StartAsync(test.Home, open));
        Assert.Contains("counterfactual token create NAME --role operator", refused.Message, StringComparison.Ordinal);

        // The home is free, and so the token can be made there.
        await test.RestartAsync();
        var token = (await test.Client.CreateTokenAsync(new TokenRequest("first", AccessRole.Operator))).Token;
        await test.RestartAsync(open);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{test.Silo!.Addresses[0].Port}") };
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(http, "GET", "/v1/health"));
        http.DefaultRequestHeaders.Add("Authorization", $"Bearer {token}");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, "GET", "/v1/health"));

        await test.Client.RevokeTokenAsync("first");
        await Assert.ThrowsAsync<ListenException>(() => test.RestartAsync(open));
    }

    [Fact]
    public async Task An_address_that_is_taken_is_refused_by_name()
    {
        await using var first = await TcpSilo.StartAsync();
        await using var second = new TestSilo();
        var taken = TcpSilo.On(new ApiOptions { Listen = [new ListenAddress(IPAddress.Loopback, first.Address.Port)] });
        var refused = await Assert.ThrowsAsync<ListenException>(() => SiloHost.StartAsync(second.Home, taken));
        Assert.Contains($"127.0.0.1:{first.Address.Port}", refused.Message, StringComparison.Ordinal);
        await second.RestartAsync();
    }

    [Fact]
    public async Task Too_many_wrong_tokens_are_told_to_wait_and_a_right_one_still_passes()
    {
        await using var tcp = await TcpSilo.StartAsync(new ApiOptions { FailedTriesAMinute = 3 });
        var right = tcp.ClientWith(await tcp.CreateTokenAsync(AccessRole.Viewer));
        var wrong = tcp.ClientWith(Nobody);
        for (var time = 0; time < 3; time++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(wrong, "GET", "/v1/health"));
        }

        using var response = await wrong.GetAsync("/v1/health");
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(right, "GET", "/v1/health"));
    }

    [Fact]
    public async Task A_token_is_in_no_file_of_the_home()
    {
        await using var tcp = await TcpSilo.StartAsync();
        var token = await tcp.CreateTokenAsync(AccessRole.Operator);
        Assert.Matches("^cf_[A-Za-z0-9_-]{43}$", token);
        await StatusAsync(tcp.ClientWith(token), "GET", "/v1/health");
        await StatusAsync(tcp.ClientWith(token[..^1]), "GET", "/v1/health");
        await tcp.Silo.StopAsync();
        foreach (var file in Directory.EnumerateFiles(tcp.Silo.Home.Root, "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain(token[3..20], File.ReadAllText(file), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Tokens_are_listed_without_themselves_and_a_revoked_name_can_be_given_again()
    {
        await using var test = await TestSilo.StartAsync();
        var first = await test.Client.CreateTokenAsync(new TokenRequest("alice", AccessRole.Viewer));
        var taken = await Assert.ThrowsAsync<SiloRequestException>(() =>
            test.Client.CreateTokenAsync(new TokenRequest("alice", AccessRole.Operator)));
        Assert.Equal(HttpStatusCode.Conflict, taken.Status);
        await test.Client.RevokeTokenAsync("alice");
        Assert.NotNull(Assert.Single(await test.Client.ListTokensAsync()).Revoked);
        var second = await test.Client.CreateTokenAsync(new TokenRequest("alice", AccessRole.Operator));
        Assert.NotEqual(first.Token, second.Token);
        var listed = Assert.Single(await test.Client.ListTokensAsync());
        Assert.Equal(("alice", AccessRole.Operator, null), (listed.Name, listed.Role, listed.Revoked));
        var absent = await Assert.ThrowsAsync<SiloRequestException>(() => test.Client.RevokeTokenAsync("bob"));
        Assert.Equal((HttpStatusCode.NotFound, "no token 'bob'; there are alice"), (absent.Status, absent.Message));
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("alice\n")]
    public async Task A_name_that_no_path_could_revoke_is_refused(string name)
    {
        await using var test = await TestSilo.StartAsync();
        var refused = await Assert.ThrowsAsync<SiloRequestException>(() =>
            test.Client.CreateTokenAsync(new TokenRequest(name, AccessRole.Viewer)));
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Empty(await test.Client.ListTokensAsync());
    }

    [Fact]
    public async Task Only_operators_have_the_file_of_a_model_fetched()
    {
        await using var tcp = await TcpSilo.StartAsync();
        var viewer = tcp.ClientWith(await tcp.CreateTokenAsync(AccessRole.Viewer));
        var caller = tcp.ClientWith(await tcp.CreateTokenAsync(AccessRole.Operator));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(viewer, "GET", "/v1/models/absent?fetch=true"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(viewer, "GET", "/v1/models/absent?fetch=false"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(caller, "GET", "/v1/models/absent?fetch=true"));
    }

    [Fact]
    public async Task A_token_that_was_made_elsewhere_can_be_asked_for_again_and_again_until_it_is_revoked()
    {
        await using var test = await TestSilo.StartAsync();
        var request = new TokenRequest("operator", AccessRole.Operator, Nobody);
        for (var time = 0; time < 2; time++)
        {
            Assert.Equal(Nobody, (await test.Client.CreateTokenAsync(request)).Token);
        }

        Assert.Single(await test.Client.ListTokensAsync());
        foreach (var (wrong, status) in new (TokenRequest, HttpStatusCode)[]
        {
            (request with { Token = "changeme" }, HttpStatusCode.BadRequest),
            (request with { Token = Nobody + "\n" }, HttpStatusCode.BadRequest),
            (request with { Role = AccessRole.Viewer }, HttpStatusCode.Conflict),
            (request with { Name = "another" }, HttpStatusCode.Conflict),
            (request with { Token = Nobody[..^1] + "B" }, HttpStatusCode.Conflict),
        })
        {
            var refused = await Assert.ThrowsAsync<SiloRequestException>(() => test.Client.CreateTokenAsync(wrong));
            Assert.Equal(status, refused.Status);
        }

        // Who starts a silo with the same secret again must not undo it.
        await test.Client.RevokeTokenAsync("operator");
        var revoked = await Assert.ThrowsAsync<SiloRequestException>(() => test.Client.CreateTokenAsync(request));
        Assert.Contains("was revoked", revoked.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_another_silo_revokes_is_refused_soon()
    {
        await using var tcp = await TcpSilo.StartAsync();
        var viewer = tcp.ClientWith(await tcp.CreateTokenAsync(AccessRole.Viewer, "short"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(viewer, "GET", "/v1/health"));
        await using var other = await SiloHost.StartAsync(tcp.Silo.Home, TestSilo.Options with { RunTrainers = false });
        await other.Grains.Client.GetGrain<IAccessTokenGrain>("short").Revoke();
        await TestSilo.UntilAsync("the token is refused", async () =>
            await StatusAsync(viewer, "GET", "/v1/health") == HttpStatusCode.Unauthorized);
    }
}
