namespace Counterfactual.Training.Experiments;

/// <summary>Which images of a set were predicted right, a bit an image: what pairs models image by image.</summary>
/// <param name="Images">How many images.</param>
/// <param name="Bits">Eight images a byte, the first in the lowest bit; the bits after the last image are 0.</param>
public sealed record PredictedRight(int Images, byte[] Bits)
{
    /// <summary>For each image, whether it was predicted right.</summary>
    /// <exception cref="InvalidDataException">There are not as many bits as images.</exception>
    public IEnumerable<bool> Hits => Bits.Length == (Images + 7) / 8
        ? Enumerable.Range(0, Images).Select(image => (Bits[image / 8] >> (image % 8) & 1) == 1)
        : throw new InvalidDataException($"{Bits.Length} bytes of hits for {Images} images; expected {(Images + 7) / 8}");

    /// <summary>The hits as bits.</summary>
    public static PredictedRight Of(IReadOnlyList<bool> hits)
    {
        ArgumentNullException.ThrowIfNull(hits);
        var bits = new byte[(hits.Count + 7) / 8];
        for (var image = 0; image < hits.Count; image++)
        {
            bits[image / 8] |= (byte)(hits[image] ? 1 << (image % 8) : 0);
        }

        return new(hits.Count, bits);
    }
}
