using System.Net;

namespace Counterfactual.Silo.Api.Access;

/// <summary>
/// Refuses what a web page of another site has the browser of this machine's user send: by its <c>Origin</c> and
/// <c>Sec-Fetch-Site</c> headers, and, where no token is asked for, by a <c>Host</c> that is no name of this machine (DNS
/// rebinding: a name of the page's site that resolves to the loopback address).
/// </summary>
internal static class CrossSite
{
    /// <summary>
    /// Whether a browser asks for a page of its own, by a link that was followed, also one of another site; no frame, script or
    /// picture of a page, and nothing that a page's script could read.
    /// </summary>
    internal static bool IsFollowedLink(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && request.Headers["Sec-Fetch-Mode"] == "navigate"
        && request.Headers["Sec-Fetch-Dest"] == "document";

    /// <exception cref="ApiException">403.</exception>
    internal static void RefuseOtherSites(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out var site)
            && string.Equals(site.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase)))
        {
            throw ApiException.Forbidden("the request comes from a page of another site");
        }

        if (request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none"))
        {
            throw ApiException.Forbidden("the request comes from a page of another site");
        }
    }

    /// <exception cref="ApiException">403.</exception>
    internal static void RefuseOtherHosts(HttpRequest request)
    {
        var host = request.Host.Host.Trim('[', ']');
        if (!string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
            && !(IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address)))
        {
            throw ApiException.Forbidden(
                $"the request is for the host '{host}'; without a token, only localhost and loopback addresses are served");
        }
    }
}
