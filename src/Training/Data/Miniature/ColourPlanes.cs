namespace Counterfactual.Training.Data.Miniature;

/// <summary>An image in colour, a plane for each channel.</summary>
internal sealed class ColourPlanes
{
    /// <summary>Red, 0 to 1.</summary>
    public Plane Red { get; } = new();

    /// <summary>Green, 0 to 1.</summary>
    public Plane Green { get; } = new();

    /// <summary>Blue, 0 to 1.</summary>
    public Plane Blue { get; } = new();
}
