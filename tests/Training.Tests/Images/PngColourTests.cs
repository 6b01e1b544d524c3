using Counterfactual.Tests;
using Counterfactual.Training.Images;

namespace Counterfactual.Training.Tests.Images;

/// <summary>
/// The colours of each kind of PNG are those of Pillow's convert("RGB"); the expected values were read from it.
/// </summary>
public class PngColourTests
{
    private static readonly byte[] TwoColours = [10, 20, 30, 40, 50, 60];

    [Theory]
    [InlineData(1, new byte[] { 0b1010_0000 }, new byte[] { 255, 0, 255, 0 })]
    [InlineData(2, new byte[] { 0b00_01_10_11 }, new byte[] { 0, 85, 170, 255 })]
    [InlineData(4, new byte[] { 0x7B, 0x0F }, new byte[] { 119, 187, 0, 255 })]
    [InlineData(8, new byte[] { 1, 2, 3, 255 }, new byte[] { 1, 2, 3, 255 })]
    [InlineData(16, new byte[] { 0, 5, 0, 255, 1, 0, 0x9C, 0x40 }, new byte[] { 5, 255, 255, 255 })]
    public void Grey(int depth, byte[] row, byte[] greys) =>
        AssertRow(greys.SelectMany(grey => new[] { grey, grey, grey }), depth, 0, row);

    [Theory]
    [InlineData(8, new byte[] { 18, 0, 52, 255 }, new byte[] { 18, 52 })]
    [InlineData(16, new byte[] { 0x12, 0xFF, 0, 77, 0x34, 0, 0, 0 }, new byte[] { 18, 52 })]
    public void Grey_with_alpha(int depth, byte[] row, byte[] greys) =>
        AssertRow(greys.SelectMany(grey => new[] { grey, grey, grey }), depth, 4, row);

    [Theory]
    [InlineData(8, 2, new byte[] { 1, 2, 3, 4, 5, 6 }, new byte[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData(16, 2, new byte[] { 0x12, 0xFF, 0x34, 0xFF, 0xFF, 0x80 }, new byte[] { 18, 52, 255 })]
    [InlineData(8, 6, new byte[] { 1, 2, 3, 0, 4, 5, 6, 255 }, new byte[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData(16, 6, new byte[] { 0x12, 0xFF, 0x34, 0xFF, 0xFF, 0x80, 0, 3 }, new byte[] { 18, 52, 255 })]
    public void Colour(int depth, int colourType, byte[] row, byte[] colours) => AssertRow(colours, depth, colourType, row);

    [Theory]
    [InlineData(1, new byte[] { 0b1010_0000 }, new byte[] { 40, 50, 60, 10, 20, 30, 40, 50, 60, 10, 20, 30 })]
    [InlineData(8, new byte[] { 1, 0 }, new byte[] { 40, 50, 60, 10, 20, 30 })]
    public void Palette(int depth, byte[] row, byte[] colours) => AssertRow(colours, depth, 3, row, TwoColours);

    [Fact]
    public void Indices_beyond_the_palette_are_greys() =>
        AssertRow([10, 20, 30, 2, 2, 2, 200, 200, 200], 8, 3, [0, 2, 200], TwoColours);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 3)]
    [InlineData(33, 17)]
    public void Interlacing_changes_nothing(int width, int height)
    {
        (byte, byte, byte) Pixel(int x, int y) => ((byte)(x * 7), (byte)(y * 13), (byte)(x + y));

        var plain = ImageDecoder.Decode(PngWriter.Colour(width, height, Pixel));
        var interlaced = ImageDecoder.Decode(PngWriter.Colour(width, height, Pixel, interlaced: true));

        Assert.Equal(plain.Pixels, interlaced.Pixels);
    }

    private static void AssertRow(IEnumerable<byte> expected, int depth, int colourType, byte[] row, byte[]? palette = null)
    {
        var colours = expected.ToArray();
        var png = PngWriter.File(colours.Length / 3, 1, depth, colourType, [0, .. row], palette);
        Assert.Equal(colours, ImageDecoder.Decode(png).Pixels);
    }
}
