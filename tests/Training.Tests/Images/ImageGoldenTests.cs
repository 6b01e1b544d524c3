using Counterfactual.Torch;
using Counterfactual.Training.Images;

namespace Counterfactual.Training.Tests.Images;

public class ImageGoldenTests
{
    private const string Squares = "images/preprocessed.safetensors";

    [GoldenFact(Squares)]
    public void ImageGolden_preprocessed_bytes_are_within_one_of_Pillow()
    {
        using var golden = Safetensors.Open(GoldenFactAttribute.PathOf(Squares));
        Assert.NotEmpty(golden.Names);
        foreach (var name in golden.Names)
        {
            var shape = golden.Entries[name].Shape;
            var square = Assert.Single(shape.Skip(1).Distinct());
            Assert.Equal(3, shape[0]);
            using var expected = golden[name];

            var actual = Preprocess(GoldenFactAttribute.PathOf($"images/{name}"), (int)square);

            var worst = actual.Zip(expected.ToArray<byte>(), (ours, theirs) => Math.Abs(ours - theirs)).Max();
            Assert.True(worst <= 1, $"{name}: differs by {worst} of 255");
        }
    }

    private static byte[] Preprocess(string path, int size)
    {
        var preprocessing = new Preprocessing { Size = size };
        var planes = new byte[preprocessing.Bytes];
        ImageDecoder.Preprocess(File.ReadAllBytes(path), preprocessing, planes);
        return planes;
    }
}
