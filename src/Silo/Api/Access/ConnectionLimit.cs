using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Counterfactual.Silo.Api.Access;

/// <summary>
/// Closes TCP connections beyond a number at once. The server's own limit would count the socket in the home as well, and
/// strangers could keep the owner out.
/// </summary>
internal sealed class ConnectionLimit(int most)
{
    private int open;

    internal void ApplyTo(ListenOptions listener) => listener.Use(next => connection => ServeAsync(next, connection));

    private async Task ServeAsync(ConnectionDelegate next, ConnectionContext connection)
    {
        try
        {
            if (Interlocked.Increment(ref open) <= most)
            {
                await next(connection);
            }
            else
            {
                connection.Abort();
            }
        }
        finally
        {
            Interlocked.Decrement(ref open);
        }
    }
}
