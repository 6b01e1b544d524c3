namespace Counterfactual.Silo.Tests.Api;

/// <summary>Tests of one silo that listens on TCP, each test of its own, and of a client without a token.</summary>
public abstract class TcpSiloTests : IAsyncLifetime
{
    internal TcpSilo Tcp { get; private set; } = null!;

    internal HttpClient Http { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Tcp = await TcpSilo.StartAsync();
        Http = Tcp.ClientWith();
    }

    public async Task DisposeAsync() => await Tcp.DisposeAsync();
}
