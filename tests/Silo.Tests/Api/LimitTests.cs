using System.Net;
using System.Net.Sockets;
using System.Text;
using Counterfactual.Silo.Api;

namespace Counterfactual.Silo.Tests.Api;

/// <summary>
/// Clients on TCP that are slow, many, greedy or malicious: each is answered or cut off, and others are served.
/// </summary>
public sealed class LimitTests
{
    private static readonly ApiOptions Impatient = new()
    {
        HeaderPatience = TimeSpan.FromMilliseconds(500),
        SlowPatience = TimeSpan.FromSeconds(1.1),
    };

    [Theory]
    [InlineData("GET /v1/health HTTP/1.1\r\nHost: localhost\r\n", "HTTP/1.1 408 ")]
    [InlineData(
        "POST /v1/sweeps HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{",
        "HTTP/1.1 408 ")]
    [InlineData(
        "POST /v1/sweeps HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: "
            + "chunked\r\n\r\n1\r\n{\r\n",
        "HTTP/1.1 408 ")]
    public async Task A_client_that_stops_in_the_middle_is_cut_off(string begun, string answer)
    {
        await using var tcp = await TcpSilo.StartAsync(Impatient);
        Assert.StartsWith(answer, await ExchangeAsync(tcp, begun), StringComparison.Ordinal);
        await StillAnswers(tcp);
    }

    [Fact]
    public async Task Connections_beyond_the_limit_are_closed_at_once_and_the_socket_in_the_home_is_not_among_them()
    {
        await using var tcp = await TcpSilo.StartAsync(new ApiOptions { MostConnections = 3 });
        List<Socket> held = [];
        try
        {
            for (var connection = 0; connection < 3; connection++)
            {
                held.Add(await ConnectAsync(tcp));
                await held[^1].SendAsync("GET /v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
                Assert.True(await held[^1].ReceiveAsync(new byte[4096]) > 0);
            }

            Assert.Equal("", await TryReadAsync(tcp));

            Assert.True((await tcp.Silo.Client.GetHealthAsync()).RunsTrainers);
        }
        finally
        {
            held.ForEach(socket => socket.Dispose());
        }

        await TestSilo.UntilAsync("there is room again", async () =>
        {
            try
            {
                using var response = await tcp.ClientWith().GetAsync("/v1/health");
                return response.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
    }

    [Fact]
    public async Task A_body_without_a_length_is_refused_where_it_becomes_too_long()
    {
        await using var tcp = await TcpSilo.StartAsync();
        using var socket = await ConnectAsync(tcp);
        await socket.SendAsync(Encoding.ASCII.GetBytes(
            "POST /v1/sweeps HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: "
                + "chunked\r\n\r\n"));
        var chunk = Encoding.ASCII.GetBytes("100000\r\n" + new string(' ', 0x100000) + "\r\n");
        var answer = ReadToEndAsync(socket);
        try
        {
            for (var sent = 0; sent < 8 && !answer.IsCompleted; sent++)
            {
                await socket.SendAsync(chunk);
            }
        }
        catch (SocketException)
        {
            // It has hung up before all was sent.
        }

        Assert.StartsWith("HTTP/1.1 413 ", await answer, StringComparison.Ordinal);
        await StillAnswers(tcp);
    }

    [Theory]
    [InlineData("GET /v1/../../etc/passwd HTTP/1.1", 404)]
    [InlineData("GET /v1/sweeps/..%2f..%2fetc%2fpasswd HTTP/1.1", 404)]
    [InlineData("GET /v1/sweeps/%2e%2e/%2e%2e/etc/passwd HTTP/1.1", 404)]
    [InlineData("GET //etc/passwd HTTP/1.1", 404)]
    [InlineData("GET /v1/sweeps/a%00b HTTP/1.1", 400)]
    [InlineData("GET http://elsewhere.example/v1/health HTTP/1.1", 400)]
    [InlineData("PUT /v1/sweeps HTTP/1.1", 405)]
    [InlineData("TRACE /v1/sweeps HTTP/1.1", 405)]
    [InlineData("OPTIONS /v1/sweeps HTTP/1.1", 405)]
    [InlineData("CONNECT localhost:1 HTTP/1.1", 400)]
    [InlineData("GET /v1/health HTTP/9.9", 505)]
    [InlineData("NONSENSE", 400)]
    public async Task Whatever_is_asked_in_a_wrong_way_is_refused_without_saying_more(string line, int status)
    {
        await using var tcp = await TcpSilo.StartAsync();
        var answer = await ExchangeAsync(tcp, $"{line}\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Kestrel", answer, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(tcp.Silo.Home.Root, answer, StringComparison.Ordinal);
        await StillAnswers(tcp);
    }

    [Theory]
    [InlineData("GET /{0} HTTP/1.1\r\nHost: localhost\r\n\r\n", 414)]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: {0}\r\n\r\n", 431)]
    public async Task A_head_that_is_too_long_is_refused(string head, int status)
    {
        await using var tcp = await TcpSilo.StartAsync();
        var answer = await ExchangeAsync(tcp, string.Format(head, new string('x', 50_000)));
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        await StillAnswers(tcp);
    }

    private static async Task<Socket> ConnectAsync(TcpSilo tcp)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, tcp.Address.Port);
        return socket;
    }

    /// <summary>What a connection says by itself; nothing where it is closed at once.</summary>
    private static async Task<string> TryReadAsync(TcpSilo tcp)
    {
        try
        {
            using var socket = await ConnectAsync(tcp);
            return await ReadToEndAsync(socket);
        }
        catch (SocketException)
        {
            return "";
        }
    }

    private static async Task<string> ExchangeAsync(TcpSilo tcp, string request)
    {
        using var socket = await ConnectAsync(tcp);
        await socket.SendAsync(Encoding.ASCII.GetBytes(request));
        return await ReadToEndAsync(socket);
    }

    private static async Task<string> ReadToEndAsync(Socket socket)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(buffer) is var read and > 0)
            {
                text.Append(Encoding.UTF8.GetString(buffer, 0, read));
            }
        }
        catch (SocketException)
        {
            // It has hung up on what it did not read.
        }

        return text.ToString();
    }

    private static async Task StillAnswers(TcpSilo tcp)
    {
        using var response = await tcp.ClientWith().GetAsync("/v1/health");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
