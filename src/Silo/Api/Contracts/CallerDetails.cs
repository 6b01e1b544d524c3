using Counterfactual.Grains.Access;

namespace Counterfactual.Silo.Api.Contracts;

/// <summary>Who asks, and whom.</summary>
public sealed record CallerDetails
{
    /// <summary>Name of the silo that answers.</summary>
    public required string Silo { get; init; }

    /// <summary>What the caller may do.</summary>
    public required AccessRole Role { get; init; }

    /// <summary>
    /// Name of the caller's token, or of the user of the home; null for whoever was admitted for lack of any token.
    /// </summary>
    public string? Name { get; init; }
}
