using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Counterfactual.Silo.Api.Access;

/// <summary>Marks the connections that came by the socket in the home.</summary>
internal sealed class HomeSocketConnection
{
    private static readonly HomeSocketConnection Mark = new();

    private HomeSocketConnection()
    {
    }

    /// <summary>Marks every connection of a listener.</summary>
    internal static void MarkThoseOf(ListenOptions listener) => listener.Use(next => connection =>
    {
        connection.Features.Set(Mark);
        return next(connection);
    });

    /// <summary>Whether a request came by such a connection.</summary>
    internal static bool Carries(HttpContext http) => http.Features.Get<HomeSocketConnection>() is not null;
}
