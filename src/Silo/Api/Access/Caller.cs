using Counterfactual.Grains.Access;
using Microsoft.AspNetCore.Http.Features;

namespace Counterfactual.Silo.Api.Access;

/// <summary>Who sends a request.</summary>
/// <param name="Role">What the sender may do.</param>
/// <param name="Name">Name of the token, or of the user of the home; null for whoever was admitted for lack of any token.</param>
internal sealed record Caller(AccessRole Role, string? Name)
{
    /// <summary>Lower-case hexadecimal SHA-256 of the token that was shown; null where none was.</summary>
    internal string? TokenSha256 { get; init; }

    /// <summary>Who uses the socket in the home: nobody but its owner can open it.</summary>
    internal static Caller Owner { get; } = new(AccessRole.Operator, Environment.UserName);

    /// <summary>Whoever comes by loopback while there never was a token.</summary>
    internal static Caller Unknown { get; } = new(AccessRole.Operator, Name: null);

    /// <summary>Whether the sender was known by a token or by the socket in the home.</summary>
    internal bool IsKnown => Name is not null;

    /// <summary>Who sends a request that was admitted.</summary>
    internal static Caller Of(HttpContext http) => http.Features.GetRequiredFeature<Caller>();

    /// <summary>Refuses a request that is not for this sender.</summary>
    /// <exception cref="ApiException">403.</exception>
    internal void Require(RouteAccess needed, HttpRequest request)
    {
        if (!May(needed))
        {
            throw ApiException.Forbidden(IsKnown
                ? $"{request.Method} {request.Path}{request.QueryString} is for operators, and this is the token of a viewer"
                : "tokens are made and revoked by those who have one, or with 'counterfactual token' in the silo's home");
        }
    }

    private bool May(RouteAccess access) => access switch
    {
        RouteAccess.Anyone or RouteAccess.Viewer => true,
        RouteAccess.Operator => Role == AccessRole.Operator,
        _ => Role == AccessRole.Operator && IsKnown,
    };
}
