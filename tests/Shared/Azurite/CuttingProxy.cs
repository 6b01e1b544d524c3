using System.Net;
using System.Net.Sockets;

namespace Counterfactual.Tests;

/// <summary>
/// A TCP proxy that can cut every connection in the middle of what is being sent, and take no new ones for a while.
/// </summary>
public sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ended = new();
    private readonly Uri target;
    private readonly Task accepting;
    private CancellationTokenSource whole = new();
    private long untilCut = long.MaxValue;
    private long forwarded;
    private volatile bool takesConnections = true;

    /// <param name="target">The server behind it.</param>
    public CuttingProxy(Uri target)
    {
        this.target = target;
        listener.Start();
        accepting = Task.Run(AcceptAsync);
    }

    /// <summary>The same resource by way of this.</summary>
    public Uri Endpoint => new UriBuilder(target) { Port = ((IPEndPoint)listener.LocalEndpoint).Port }.Uri;

    /// <summary>Bytes that have gone through, in either direction.</summary>
    public long Forwarded => Interlocked.Read(ref forwarded);

    /// <summary>How many times it has cut.</summary>
    public int Cuts { get; private set; }

    /// <summary>Cuts once, after so many more bytes; connections made afterwards are whole.</summary>
    public void CutAfter(long bytes) => Interlocked.Exchange(ref untilCut, bytes);

    /// <summary>Cuts at once, and refuses new connections from now on, or takes them again.</summary>
    public void Refuse(bool refuse)
    {
        takesConnections = !refuse;
        if (refuse)
        {
            Cut();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        listener.Stop();
        Cut();
        await accepting;
        ended.Dispose();
    }

    private void Cut()
    {
        Cuts++;
        Interlocked.Exchange(ref whole, new()).Cancel();
    }

    private async Task AcceptAsync()
    {
        while (!ended.IsCancellationRequested)
        {
            try
            {
                var client = await listener.AcceptTcpClientAsync(ended.Token);
                _ = ServeAsync(client);
            }
            catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            // A reset, not a polite end.
            client.LingerState = new(enable: true, seconds: 0);
            if (!takesConnections)
            {
                return;
            }

            using var server = new TcpClient();
            var cut = whole.Token;
            try
            {
                await server.ConnectAsync(target.Host, target.Port, cut);
                await Task.WhenAny(
                    ForwardAsync(client.GetStream(), server.GetStream(), cut),
                    ForwardAsync(server.GetStream(), client.GetStream(), cut));
            }
            catch (Exception broken) when (broken is IOException or SocketException or OperationCanceledException)
            {
                // What was to happen.
            }
        }
    }

    private async Task ForwardAsync(NetworkStream from, NetworkStream to, CancellationToken cut)
    {
        var buffer = new byte[1 << 16];
        for (int count; (count = await from.ReadAsync(buffer, cut)) > 0;)
        {
            Interlocked.Add(ref forwarded, count);
            if (Interlocked.Add(ref untilCut, -count) is <= 0 and > -(1 << 16))
            {
                Interlocked.Exchange(ref untilCut, long.MaxValue);
                Cut();
            }

            await to.WriteAsync(buffer.AsMemory(0, count), cut);
        }
    }
}
