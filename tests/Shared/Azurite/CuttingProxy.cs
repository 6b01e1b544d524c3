using System.Net;
using System.Net.Sockets;
using System.Text;

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
    private volatile string? unanswered;
    private volatile AwaitedRequest? awaited;

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

    /// <summary>Cuts once, in place of the answer to the next request whose head holds a text.</summary>
    public void CutAnswerTo(string text) => unanswered = text;

    /// <summary>Does something once, before the next request whose head holds a text goes on to the server.</summary>
    public void Before(string text, Func<Task> action) => awaited = new(text, action);

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
                var connection = new Connection(client.GetStream(), server.GetStream());
                await Task.WhenAny(ForwardRequestsAsync(connection, cut), ForwardAnswersAsync(connection, cut));
            }
            catch (Exception broken) when (broken is IOException or SocketException or OperationCanceledException)
            {
                // What was to happen.
            }
        }
    }

    private async Task ForwardRequestsAsync(Connection connection, CancellationToken cut)
    {
        var buffer = new byte[1 << 16];
        for (int count; (count = await connection.Client.ReadAsync(buffer, cut)) > 0;)
        {
            if (unanswered is { } text && Holds(buffer, count, text))
            {
                unanswered = null;
                connection.IsUnanswered = true;
            }

            if (awaited is { } request && Holds(buffer, count, request.Text))
            {
                awaited = null;
                await request.Action();
            }

            await ForwardAsync(connection.Server, buffer.AsMemory(0, count), cut);
        }
    }

    private async Task ForwardAnswersAsync(Connection connection, CancellationToken cut)
    {
        var buffer = new byte[1 << 16];
        for (int count; (count = await connection.Server.ReadAsync(buffer, cut)) > 0;)
        {
            if (connection.IsUnanswered)
            {
                Cut();
            }

            await ForwardAsync(connection.Client, buffer.AsMemory(0, count), cut);
        }
    }

    private async Task ForwardAsync(NetworkStream to, ReadOnlyMemory<byte> bytes, CancellationToken cut)
    {
        Interlocked.Add(ref forwarded, bytes.Length);
        if (Interlocked.Add(ref untilCut, -bytes.Length) is <= 0 and > -(1 << 16))
        {
            Interlocked.Exchange(ref untilCut, long.MaxValue);
            Cut();
        }

        await to.WriteAsync(bytes, cut);
    }

    private static bool Holds(byte[] buffer, int count, string text) =>
        buffer.AsSpan(0, count).IndexOf(Encoding.ASCII.GetBytes(text)) >= 0;

    private sealed record AwaitedRequest(string Text, Func<Task> Action);

    private sealed record Connection(NetworkStream Client, NetworkStream Server)
    {
        public volatile bool IsUnanswered;
    }
}
