using Counterfactual.Training.Randomness;

namespace Counterfactual.Training.Data.Miniature.Habitats;

/// <summary>Family 8: 28 x 28 coin flips, each of 2 x 2 pixels. It has no orientation.</summary>
internal sealed class Grain : Habitat
{
    /// <inheritdoc/>
    public override void Paint(CounterRandom draws, Plane texture)
    {
        var values = texture.Values.AsSpan();
        for (var y = 0; y < Canvas.Side; y += 2)
        {
            // 28 of the 32 bits.
            var coins = draws.NextUInt32();
            var row = values.Slice(y * Canvas.Side, Canvas.Side);
            for (var x = 0; x < row.Length; x += 2)
            {
                row[x] = row[x + 1] = (coins >> (x / 2)) & 1;
            }

            row.CopyTo(values[((y + 1) * Canvas.Side)..]);
        }
    }
}
