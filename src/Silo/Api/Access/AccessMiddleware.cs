using Counterfactual.Grains.Access;

namespace Counterfactual.Silo.Api.Access;

/// <summary>
/// Admits requests. The socket in the home needs nothing: only its owner can open it (mode 0700). On TCP a bearer token is
/// required as soon as there ever was one, and always where other machines reach the silo; on loopback without tokens, every
/// user of this machine is admitted as operator, but no web page of another site.
/// </summary>
internal sealed class AccessMiddleware(
    RequestDelegate next, AccessTokens tokens, FailedTries failures, ApiOptions options, ILogger<AccessMiddleware> log)
{
    private const string Scheme = "Bearer ";

    private readonly bool isReachable = options.Listen.Any(address => !address.IsLoopback);

    public async Task InvokeAsync(HttpContext http)
    {
        if (!HomeSocketConnection.Carries(http))
        {
            await AdmitAsync(http);
        }

        await next(http);
    }

    private async Task AdmitAsync(HttpContext http)
    {
        CrossSite.RefuseOtherSites(http.Request);
        var needed = AccessRules.Of(http.Request.Method, http.GetEndpoint());
        if (needed == RouteAccess.Anyone)
        {
            return;
        }

        var caller = await IdentifyAsync(http);
        if (!caller.May(needed))
        {
            throw ApiException.Forbidden(caller.IsKnown
                ? $"{http.Request.Method} {http.Request.Path} is for operators, and this is the token of a viewer"
                : "tokens are made and revoked by those who have one, or with 'counterfactual token' in the silo's home");
        }
    }

    private async Task<Caller> IdentifyAsync(HttpContext http)
    {
        if (http.Request.Headers.Authorization.ToString() is { Length: > 0 } presented)
        {
            return new Caller(await RoleOfAsync(presented, http), IsKnown: true);
        }

        if (isReachable || await tokens.WereEverUsedAsync(http.RequestAborted))
        {
            throw ApiException.Unauthorized("a token is required: 'Authorization: Bearer TOKEN'");
        }

        CrossSite.RefuseOtherHosts(http.Request);
        return new Caller(AccessRole.Operator, IsKnown: false);
    }

    private async Task<AccessRole> RoleOfAsync(string presented, HttpContext http)
    {
        if (presented.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && await tokens.RoleOfAsync(presented[Scheme.Length..].Trim(), http.RequestAborted) is { } role)
        {
            return role;
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
