namespace Counterfactual.Grains.Access;

/// <summary>What the bearer of a token may do.</summary>
[GenerateSerializer, Alias("counterfactual.access-role")]
public enum AccessRole
{
    /// <summary>Look at everything, change nothing.</summary>
    Viewer,

    /// <summary>Everything.</summary>
    Operator,
}
