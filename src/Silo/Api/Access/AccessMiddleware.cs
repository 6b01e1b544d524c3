namespace Counterfactual.Silo.Api.Access;

/// <summary>
/// Admits requests. The socket in the home needs nothing: only its owner can open it (mode 0700). On TCP a bearer token is
/// required as soon as there ever was one, and always where other machines reach the silo; on loopback without tokens, every
/// user of this machine is admitted as operator, but no web page of another site and nothing that came through a proxy.
/// </summary>
internal sealed class AccessMiddleware(
    RequestDelegate next, AccessTokens tokens, FailedTries failures, ApiOptions options, ILogger<AccessMiddleware> log)
{
    private const string Scheme = "Bearer ";

    private readonly bool isReachable = options.Listen.Any(address => !address.IsLoopback);

    public async Task InvokeAsync(HttpContext http)
    {
        var needed = AccessRules.Of(http.Request.Method, http.GetEndpoint());
        if (HomeSocketConnection.Carries(http))
        {
            http.Features.Set(Caller.Owner);
        }
        else if (needed != RouteAccess.Anyone)
        {
            http.Features.Set(await AdmitAsync(http, needed));
        }
        else if (!CrossSite.IsFollowedLink(http.Request))
        {
            CrossSite.RefuseOtherSites(http.Request);
        }

        await next(http);
    }

    private async Task<Caller> AdmitAsync(HttpContext http, RouteAccess needed)
    {
        CrossSite.RefuseOtherSites(http.Request);
        var caller = await IdentifyAsync(http);
        caller.Require(needed, http.Request);
        return caller;
    }

    private async Task<Caller> IdentifyAsync(HttpContext http)
    {
        if (http.Request.Headers.Authorization.ToString() is { Length: > 0 } presented)
        {
            return await BearerOfAsync(presented, http);
        }

        if (isReachable || await tokens.WereEverUsedAsync(http.RequestAborted))
        {
            throw ApiException.Unauthorized("a token is required: 'Authorization: Bearer TOKEN'");
        }

        Proxied.Refuse(http.Request);
        CrossSite.RefuseOtherHosts(http.Request);
        return Caller.Unknown;
    }

    private async Task<Caller> BearerOfAsync(string presented, HttpContext http)
    {
        if (presented.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && await tokens.FindAsync(presented[Scheme.Length..].Trim(), http.RequestAborted) is { } token)
        {
            return new Caller(token.Role, token.Name) { TokenSha256 = token.Sha256 };
        }

        var address = http.Connection.RemoteIpAddress;
        if (failures.Note(address) is { } seconds)
        {
            throw ApiException.TooMany($"too many wrong tokens from {address}; try again in {seconds} s", seconds);
        }

        log.LogWarning("{Method} from {Address} was refused: its token is not valid", http.Request.Method, address);
        throw ApiException.Unauthorized("the token is not valid: unknown, or revoked");
    }
}
