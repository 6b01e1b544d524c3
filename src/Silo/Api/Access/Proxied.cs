namespace Counterfactual.Silo.Api.Access;

/// <summary>
/// Refuses, where no token is asked for, what says that it came through a proxy: everyone who reaches the proxy would be the
/// silo's operator. Not every proxy says so.
/// </summary>
internal static class Proxied
{
    /// <summary>What proxies add (RFC 7239, RFC 9110, and by custom).</summary>
    internal static readonly IReadOnlyList<string> Headers =
        ["Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"];

    /// <exception cref="ApiException">403.</exception>
    internal static void Refuse(HttpRequest request)
    {
        if (Headers.FirstOrDefault(request.Headers.ContainsKey) is { } header)
        {
            throw ApiException.Forbidden(
                $"the request came through a proxy ({header}), and there is no token to keep strangers out; make one first with "
                + $"'{AccessTokens.MakeFirst}'");
        }
    }
}
