using Counterfactual.Training.Data.Idx;

namespace Counterfactual.Training.Tests.Data;

/// <summary>
/// Objects of Fashion-MNIST's sizes that need no files: a bright rectangle each, its size and shading by its number.
/// </summary>
internal static class SyntheticGarments
{
    private static readonly Lazy<FashionMnist> Lazy = new(() => new FashionMnist(Make(60_000), Make(10_000)));

    public static FashionMnist Instance => Lazy.Value;

    private static GarmentImages Make(int count)
    {
        var pixels = new byte[count * GarmentImages.Side * GarmentImages.Side];
        var labels = new byte[count];
        for (var i = 0; i < count; i++)
        {
            labels[i] = (byte)(i * 7 % GarmentImages.Classes);
            var image = pixels.AsSpan(i * 784, 784);
            for (var y = 3; y < 12 + (i % 14); y++)
            {
                for (var x = 4; x < 10 + (i % 15); x++)
                {
                    image[(y * 28) + x] = (byte)(60 + ((x * 7) + (y * 3) + i) % 190);
                }
            }
        }

        return new(pixels, labels);
    }
}
