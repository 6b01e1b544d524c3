namespace Counterfactual.Grains.Hosting.Turns;

/// <summary>Which grain: its type and key.</summary>
internal readonly record struct GrainId(GrainType Type, string Key)
{
    public override string ToString() => $"{Type.Name}/{Key}";
}
