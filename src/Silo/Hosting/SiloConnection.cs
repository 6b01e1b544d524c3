using System.Diagnostics;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Home;

namespace Counterfactual.Silo.Hosting;

/// <summary>
/// A silo to talk to: one somewhere on TCP, the one that runs in the home, or one embedded for as long as this connection is
/// open. Two consoles that open at the same moment end with one silo.
/// </summary>
public sealed class SiloConnection : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    private readonly Func<CancellationToken, Task<(SiloClient Client, SiloHost? Embedded)>> open;
    private SiloHost? embedded;

    private SiloConnection(
        Func<CancellationToken, Task<(SiloClient Client, SiloHost? Embedded)>> open,
        (SiloClient Client, SiloHost? Embedded) opened)
    {
        this.open = open;
        (Client, embedded) = opened;
    }

    /// <summary>The silo. Changes with <see cref="ReopenAsync"/>.</summary>
    public SiloClient Client { get; private set; }

    /// <summary>Whether the silo lives in this process and ends with this connection.</summary>
    public bool IsEmbedded => embedded is not null;

    /// <summary>Whether the silo was named by its address on TCP, and may run on another machine.</summary>
    public bool IsRemote { get; private init; }

    /// <summary>A silo on TCP; whether it answers shows with the first request.</summary>
    public static SiloConnection To(SiloAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        (SiloClient, SiloHost?) Open() => (address.CreateClient(), null);
        return new SiloConnection(_ => Task.FromResult(Open()), Open()) { IsRemote = true };
    }

    /// <summary>Connects to the silo that runs in the home.</summary>
    /// <exception cref="SiloUnavailableException">None answers there.</exception>
    public static Task<SiloConnection> ConnectAsync(SiloHome home, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(home);
        return OpenAsync(
            async stop =>
            {
                var client = await TryConnectAsync(home, stop);
                return (client ?? throw new SiloUnavailableException($"no silo answers in {home.Root}"), null);
            },
            cancellation);
    }

    /// <summary>Connects to the silo of the home, or embeds one.</summary>
    /// <param name="home">The home.</param>
    /// <param name="options">
    /// How to run an embedded silo. With <see cref="SiloOptions.RunTrainers"/> false, one that only answers is embedded
    /// where none runs: right for every command that waits for nothing.
    /// </param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="SiloUnavailableException">A silo holds the home's lock but does not answer.</exception>
    /// <exception cref="SiloHomeException">The home cannot be used.</exception>
    /// <exception cref="Devices.DeviceException">A device that was asked for is not there.</exception>
    public static async Task<SiloConnection> OpenAsync(
        SiloHome home, SiloOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(home);
        ArgumentNullException.ThrowIfNull(options);
        return await OpenAsync(stop => ConnectOrEmbedAsync(home, options, stop), cancellation);
    }

    /// <summary>
    /// Connects to the silo of the home, and starts one in the background that outlives this process where none runs; where
    /// one runs that is embedded in a console, that one is taken over from when the console ends.
    /// </summary>
    /// <exception cref="SiloUnavailableException">It did not come up; the message has the end of its log.</exception>
    public static async Task<SiloConnection> OpenDetachedAsync(
        SiloHome home, SiloOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(home);
        ArgumentNullException.ThrowIfNull(options);
        var client = await TryConnectAsync(home, cancellation);
        if (client is null || (await client.GetHealthAsync(cancellation)).IsEmbedded)
        {
            client?.Dispose();
            client = await BackgroundSilo.StartAsync(home, options, StartPatience, cancellation);
        }

        return new SiloConnection(stop => ConnectOrEmbedAsync(home, options, stop), (client, null));
    }

    /// <summary>
    /// Connects or embeds anew after <see cref="SiloUnavailableException"/>: the silo was that of another console, which has
    /// ended, and what it ran goes on here; or it is on TCP and starts again.
    /// </summary>
    public async Task ReopenAsync(CancellationToken cancellation = default)
    {
        await DisposeAsync();
        (Client, embedded) = await open(cancellation);
    }

    /// <summary>Ends an embedded silo: trainers checkpoint and hand back what they run, within five seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (embedded is not null)
        {
            await embedded.StopAsync();
            embedded = null;
        }
    }

    /// <summary>A client of the silo of the home; null where none answers.</summary>
    internal static async Task<SiloClient?> TryConnectAsync(SiloHome home, CancellationToken cancellation)
    {
        if (!File.Exists(home.Socket))
        {
            return null;
        }

        var client = ClientOf(home.Socket);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(AnswerPatience);
        try
        {
            await client.GetHealthAsync(deadline.Token);
            return client;
        }
        catch (Exception silent) when (silent is SiloUnavailableException
            || (silent is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            client.Dispose();
            return null;
        }
    }

    private static async Task<SiloConnection> OpenAsync(
        Func<CancellationToken, Task<(SiloClient Client, SiloHost? Embedded)>> open, CancellationToken cancellation) =>
        new(open, await open(cancellation));

    private static async Task<(SiloClient Client, SiloHost? Embedded)> ConnectOrEmbedAsync(
        SiloHome home, SiloOptions options, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (await TryConnectAsync(home, cancellation) is { } client)
            {
                return (client, null);
            }

            if (!options.RunTrainers)
            {
                return await EmbedAsync(home, options, homeLock: null, home.PrivateSocket(), cancellation);
            }

            if (HomeLock.TryTake(home) is { } homeLock)
            {
                return await EmbedAsync(home, options, homeLock, home.Socket, cancellation);
            }

            // Another silo is about to answer, or about to end.
            if (watch.Elapsed > StartPatience)
            {
                throw new SiloUnavailableException(
                    $"the silo of {home.Root}, {HomeLock.DescribeHolder(home)}, does not answer; end it, "
                        + "or use another home with --home DIR");
            }

            await Task.Delay(Pause, cancellation);
        }
    }

    private static async Task<(SiloClient Client, SiloHost? Embedded)> EmbedAsync(
        SiloHome home, SiloOptions options, HomeLock? homeLock, string socket, CancellationToken cancellation)
    {
        var silo = await SiloHost.StartAsync(home, options, homeLock, socket, isEmbedded: true, cancellation);
        return (ClientOf(socket), silo);
    }

    private static SiloClient ClientOf(string path)
    {
        var socket = new HomeSocket(path);
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) => await socket.TryConnectAsync(cancellation)
                ?? throw new HttpRequestException($"nobody listens on {path}"),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            UseProxy = false,
        };
        return new SiloClient(new HttpClient(new SocketOwner(handler, socket)) { BaseAddress = new Uri("http://silo") });
    }

    /// <summary>Lets go of the socket's directory together with the connections.</summary>
    private sealed class SocketOwner(HttpMessageHandler inner, HomeSocket socket) : DelegatingHandler(inner)
    {
        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            socket.Dispose();
        }
    }
}
