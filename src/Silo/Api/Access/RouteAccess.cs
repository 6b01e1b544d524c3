namespace Counterfactual.Silo.Api.Access;

/// <summary>Whom a route is for.</summary>
internal enum RouteAccess
{
    /// <summary>Anyone who can connect.</summary>
    Anyone,

    /// <summary>Those who may look, and those who may do.</summary>
    Viewer,

    /// <summary>Those who may do.</summary>
    Operator,

    /// <summary>
    /// Those who may do and have shown it by a token or by the socket in the home, never those admitted for lack of any token.
    /// </summary>
    KnownOperator,
}
