using Counterfactual.Grains.Access;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Silo.Tests.Api;

/// <summary>A silo that also listens on TCP, and clients that come that way.</summary>
internal sealed class TcpSilo : IAsyncDisposable
{
    private readonly List<HttpClient> clients = [];

    private TcpSilo(TestSilo silo) => Silo = silo;

    internal TestSilo Silo { get; }

    /// <summary>Where it answers; by way of the loopback address, wherever it listens.</summary>
    internal Uri Address => new($"http://127.0.0.1:{Silo.Silo!.Addresses[0].Port}");

    internal static async Task<TcpSilo> StartAsync(ApiOptions? options = null) =>
        new(await TestSilo.StartAsync(On(options ?? new())));

    /// <summary>Options of a silo that listens on a free port of the loopback address.</summary>
    internal static Hosting.SiloOptions On(ApiOptions options) =>
        TestSilo.Options with
        {
            Api = options.Listen.Count > 0 ? options : options with { Listen = [ListenAddress.Parse("http://127.0.0.1:0")] },
        };

    internal HttpClient ClientWith(string? token = null)
    {
        var http = new HttpClient { BaseAddress = Address };
        if (token is not null)
        {
            http.DefaultRequestHeaders.Add("Authorization", $"Bearer {token}");
        }

        clients.Add(http);
        return http;
    }

    internal async Task<string> CreateTokenAsync(AccessRole role, string? name = null) =>
        (await Silo.Client.CreateTokenAsync(new TokenRequest(name ?? $"the-{role}".ToLowerInvariant(), role))).Token;

    public async ValueTask DisposeAsync()
    {
        clients.ForEach(client => client.Dispose());
        await Silo.DisposeAsync();
    }
}
