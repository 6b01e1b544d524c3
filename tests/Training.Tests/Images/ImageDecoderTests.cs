using Counterfactual.Tests;
using Counterfactual.Training.Images;

namespace Counterfactual.Training.Tests.Images;

public class ImageDecoderTests
{
    [Theory]
    [MemberData(nameof(ImageFixture.Jpegs), MemberType = typeof(ImageFixture))]
    public void A_JPEG_decodes_to_the_bytes_that_Pillow_reads(string name)
    {
        var expected = ImageDecoder.Decode(ImageFixture.Read($"{name}.decoded.png"));

        var actual = ImageDecoder.Decode(ImageFixture.Read($"{name}.jpg"));

        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        Assert.Equal(expected.Pixels, actual.Pixels);
    }

    [Theory]
    [MemberData(nameof(ImageFixture.Jpegs), MemberType = typeof(ImageFixture))]
    public void A_JPEG_is_preprocessed_to_the_bytes_that_Pillow_makes(string name)
    {
        var preprocessing = new Preprocessing { Size = 32, Border = 2 };
        var expected = ImageDecoder.Decode(ImageFixture.Read($"{name}.preprocessed.png"));
        var planes = new byte[preprocessing.Bytes];

        var header = ImageDecoder.Preprocess(ImageFixture.Read($"{name}.jpg"), preprocessing, planes);

        Assert.Equal(ImageFormat.Jpeg, header.Format);
        Assert.Equal(Planes(expected), planes);
    }

    [Fact]
    public void The_header_tells_format_and_size()
    {
        Assert.Equal(new ImageHeader(ImageFormat.Jpeg, 71, 53), ImageDecoder.ReadHeader(ImageFixture.Read("baseline.jpg")));
        Assert.Equal(
            new ImageHeader(ImageFormat.Png, 71, 53), ImageDecoder.ReadHeader(ImageFixture.Read("baseline.decoded.png")));
    }

    [Fact]
    public void An_image_of_the_square_s_size_is_left_as_it_is()
    {
        var image = PngWriter.Colour(32, 32, (x, y) => ((byte)(8 * x), (byte)(8 * y), (byte)(x ^ y)));
        var planes = new byte[3 * 32 * 32];

        ImageDecoder.Preprocess(image, new Preprocessing { Size = 32 }, planes);

        Assert.Equal(Planes(ImageDecoder.Decode(image)), planes);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 3000)]
    [InlineData(3000, 1)]
    [InlineData(2, 223)]
    public void An_even_colour_stays_even_whatever_the_shape(int width, int height)
    {
        var planes = new byte[3 * 224 * 224];

        ImageDecoder.Preprocess(PngWriter.Colour(width, height, (_, _) => (17, 130, 255)), new Preprocessing(), planes);

        Assert.All(planes.Chunk(224 * 224), plane => Assert.Single(plane.Distinct()));
        Assert.Equal([17, 130, 255], planes.Chunk(224 * 224).Select(plane => plane[0]));
    }

    [Fact]
    public void A_border_may_not_take_the_whole_image()
    {
        var fault = Assert.Throws<ImageException>(() =>
            ImageDecoder.Preprocess(
                PngWriter.Colour(4, 9, (_, _) => (0, 0, 0)), new Preprocessing { Border = 2 }, new byte[3 * 224 * 224]));

        Assert.Equal("4 x 9 pixels leave nothing inside a border of 2", fault.Message);
    }

    [Fact]
    public void A_buffer_of_another_length_is_refused() => Assert.Throws<ArgumentException>(() =>
        ImageDecoder.Preprocess(ImageFixture.Read("tiny.jpg"), new Preprocessing { Size = 32 }, new byte[3 * 224 * 224]));

    private static byte[] Planes(RgbImage image) =>
        [.. Enumerable.Range(0, 3).SelectMany(colour => image.Pixels.Where((_, i) => i % 3 == colour))];
}
