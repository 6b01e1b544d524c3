using System.Globalization;
using System.Text;

namespace Counterfactual.Silo.Api;

/// <summary>
/// An answer of server-sent events (WHATWG HTML, 9.2). Nothing waits in memory but what the connection holds: a client that
/// does not read for <see cref="ApiOptions.SlowPatience"/> is dropped, and may come back for what it missed.
/// </summary>
internal sealed class EventStream(HttpContext http, TimeSpan patience)
{
    /// <summary>Milliseconds after which a browser that lost the connection comes back.</summary>
    private const int Retry = 1000;

    /// <summary>Sends the head of the answer.</summary>
    internal Task BeginAsync(CancellationToken cancellation)
    {
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";

        // Proxies such as nginx would gather events otherwise.
        http.Response.Headers["X-Accel-Buffering"] = "no";
        return WriteAsync(string.Create(CultureInfo.InvariantCulture, $"retry: {Retry}\n\n"), cancellation);
    }

    /// <summary>Sends an event.</summary>
    /// <param name="type">Its type, a word.</param>
    /// <param name="id">What a client that comes back has seen; null where this changes nothing about that.</param>
    /// <param name="data">One line.</param>
    /// <param name="cancellation">Gives up.</param>
    internal Task SendAsync(string type, long? id, string data, CancellationToken cancellation)
    {
        var line = id is long number ? string.Create(CultureInfo.InvariantCulture, $"id: {number}\n") : "";
        return WriteAsync($"event: {type}\n{line}data: {data}\n\n", cancellation);
    }

    private async Task WriteAsync(string text, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(patience);
        try
        {
            await http.Response.BodyWriter.WriteAsync(Encoding.UTF8.GetBytes(text), deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            http.Abort();
            throw;
        }
    }
}
