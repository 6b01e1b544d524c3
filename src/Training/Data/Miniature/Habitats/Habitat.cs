using Counterfactual.Training.Randomness;

namespace Counterfactual.Training.Data.Miniature.Habitats;

/// <summary>A family of textures: what lies behind the object.</summary>
internal abstract class Habitat
{
    /// <summary>The ten families; the habitat that belongs to class k is number k.</summary>
    public static IReadOnlyList<Habitat> Families { get; } =
    [
        new Stripes(), new Checks(), new Dots(), new Clouds(), new Gradient(),
        new Bricks(), new Waves(), new Rings(), new Grain(), new Blobs(),
    ];

    /// <summary>Draws a texture of the family.</summary>
    /// <param name="draws">The stream of the image's texture.</param>
    /// <param name="texture">Receives t, 0 to 1: how much of the second colour each pixel shows.</param>
    public abstract void Paint(CounterRandom draws, Plane texture);
}
