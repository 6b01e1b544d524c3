using Counterfactual.Grains.Access;

namespace Counterfactual.Silo.Api.Access;

/// <summary>Who sends a request.</summary>
/// <param name="Role">What the sender may do.</param>
/// <param name="IsKnown">Whether by a token or the socket in the home, and not for lack of any token.</param>
internal readonly record struct Caller(AccessRole Role, bool IsKnown)
{
    /// <summary>Whether a route for these is for this sender.</summary>
    internal bool May(RouteAccess access) => access switch
    {
        RouteAccess.Anyone or RouteAccess.Viewer => true,
        RouteAccess.Operator => Role == AccessRole.Operator,
        _ => Role == AccessRole.Operator && IsKnown,
    };
}
