using Counterfactual.Grains.Access;
using Microsoft.AspNetCore.Http.Features;

namespace Counterfactual.Silo.Api.Access;

/// <summary>Who sends a request.</summary>
/// <param name="Role">What the sender may do.</param>
/// <param name="Name">Name of the token, or of the user of the home; null for whoever was admitted for lack of any token.</param>
internal sealed record Caller(AccessRole Role, string? Name)
{
    /// <summary>Who uses the socket in the home: nobody but its owner can open it.</summary>
    internal static Caller Owner { get; } = new(AccessRole.Operator, Environment.UserName);

    /// <summary>Whoever comes by loopback while there never was a token.</summary>
    internal static Caller Unknown { get; } = new(AccessRole.Operator, Name: null);

    /// <summary>Whether the sender was known by a token or by the socket in the home.</summary>
    internal bool IsKnown => Name is not null;

    /// <summary>Who sends a request that was admitted.</summary>
    internal static Caller Of(HttpContext http) => http.Features.GetRequiredFeature<Caller>();

    /// <summary>Whether a route for these is for this sender.</summary>
    internal bool May(RouteAccess access) => access switch
    {
        RouteAccess.Anyone or RouteAccess.Viewer => true,
        RouteAccess.Operator => Role == AccessRole.Operator,
        _ => Role == AccessRole.Operator && IsKnown,
    };
}
