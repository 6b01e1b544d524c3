using System.Text;
using Counterfactual.Tests;
using Counterfactual.Training.Images;

namespace Counterfactual.Training.Tests.Images;

public class ImageDamageTests
{
    [Theory]
    [MemberData(nameof(ImageFixture.Jpegs), MemberType = typeof(ImageFixture))]
    public void A_JPEG_cut_anywhere_is_reported(string name)
    {
        var whole = ImageFixture.Read($"{name}.jpg");
        var refused = Enumerable.Range(0, whole.Length).Count(length => FaultOf(whole[..length]) is not null);

        // The two bytes of the end marker are the writer's courtesy.
        Assert.InRange(refused, whole.Length - 2, whole.Length);
        Assert.Equal(ImageFault.Truncated, FaultOf(whole[..(whole.Length * 2 / 3)]));
    }

    [Fact]
    public void A_PNG_cut_anywhere_is_reported()
    {
        var whole = ImageFixture.Read("tiny.decoded.png");
        var end = whole.Length - 12; // the end chunk holds nothing

        Assert.All(Enumerable.Range(0, end - 4), length => Assert.NotNull(FaultOf(whole[..length])));
        Assert.Equal(ImageFault.Truncated, FaultOf(whole[..(whole.Length / 2)]));
    }

    [Fact]
    public void A_PNG_with_a_flipped_bit_is_corrupt()
    {
        var png = ImageFixture.Read("baseline.decoded.png");
        png[png.Length / 2] ^= 16;
        Assert.Equal(ImageFault.Corrupt, FaultOf(png));
    }

    [Fact]
    public void A_JPEG_with_overwritten_data_is_corrupt()
    {
        var jpeg = ImageFixture.Read("restart.jpg");
        jpeg.AsSpan(jpeg.Length / 2, 200).Fill(0xFF);
        Assert.Equal(ImageFault.Corrupt, FaultOf(jpeg));
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("GIF89a", "neither a JPEG nor a PNG")]
    [InlineData("<!DOCTYPE html>", "neither a JPEG nor a PNG")]
    public void What_is_no_image_is_named(string content, string message)
    {
        var fault = Assert.Throws<ImageException>(() => ImageDecoder.Decode(Encoding.ASCII.GetBytes(content)));
        Assert.Equal((ImageFault.UnknownFormat, message), (fault.Fault, fault.Message));
    }

    [Theory]
    [InlineData(int.MaxValue, int.MaxValue)]
    [InlineData(1_000_000, 1_000_000)]
    [InlineData(20_000, 20_000)]
    public void Absurd_sizes_are_refused_before_anything_is_allocated(int width, int height)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(ImageFault.TooLarge, FaultOf(PngWriter.File(width, height, 8, 2, rows: [])));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void A_JPEG_that_claims_an_absurd_size_is_refused()
    {
        var jpeg = ImageFixture.Read("baseline.jpg");
        var frame = jpeg.AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]);
        jpeg.AsSpan(frame + 5, 4).Fill(0xFF);

        var fault = Assert.Throws<ImageException>(() => ImageDecoder.Decode(jpeg));

        Assert.Equal(ImageFault.TooLarge, fault.Fault);
    }

    [Fact]
    public void The_limits_are_the_caller_s()
    {
        var jpeg = ImageFixture.Read("progressive.jpg");

        Assert.Equal(
            "50 x 83 pixels; at most 4149 are allowed",
            Assert.Throws<ImageException>(() => ImageDecoder.Decode(jpeg, new ImageLimits { Pixels = (50 * 83) - 1 })).Message);
        Assert.Equal("more than 3 scans",
            Assert.Throws<ImageException>(() => ImageDecoder.Decode(jpeg, new ImageLimits { Scans = 3 })).Message);
        Assert.Equal(50, ImageDecoder.Decode(jpeg, new ImageLimits { Pixels = 50 * 83, Scans = 20 }).Width);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    public void A_PNG_without_all_its_rows_is_corrupt(int rows) =>
        Assert.Equal(ImageFault.Corrupt, FaultOf(PngWriter.File(4, 9, 8, 0, new byte[rows * 5])));

    [Fact]
    public void A_PNG_with_a_palette_image_but_no_palette_is_corrupt() =>
        Assert.Equal(ImageFault.Corrupt, FaultOf(PngWriter.File(2, 1, 8, 3, [0, 1, 1])));

    // Whatever the bytes: an image or an ImageException, soon. Fixed seed, so a failure can be had again.
    [Fact]
    public void No_mutation_of_an_image_does_more_than_be_refused()
    {
        var random = new Random(20);
        byte[][] images =
        [
            .. ImageFixture.Names.Select(name => ImageFixture.Read($"{name}.jpg")),
            ImageFixture.Read("tiny.decoded.png"),
            PngWriter.Colour(19, 23, (x, y) => ((byte)x, (byte)y, 9), interlaced: true),
            PngWriter.File(16, 16, 8, 3, (x, y) => [(byte)(x & y)], palette: [.. Enumerable.Range(0, 48).Select(i => (byte)i)]),
        ];
        var limits = new ImageLimits { Pixels = 1 << 20 };
        var preprocessing = new Preprocessing { Size = 32, Border = 1 };
        var planes = new byte[preprocessing.Bytes];
        var refused = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var mutant = Mutate(images[random.Next(images.Length)], random);
            try
            {
                ImageDecoder.Preprocess(mutant, preprocessing, planes, limits);
            }
            catch (ImageException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, 5_000, 19_999);
    }

    private static byte[] Mutate(byte[] image, Random random)
    {
        var mutant = image.ToList();
        for (var changes = random.Next(1, 6); changes > 0; changes--)
        {
            var position = random.Next(mutant.Count);
            switch (random.Next(5))
            {
                case 0:
                    mutant[position] = (byte)random.Next(256);
                    break;
                case 1:
                    mutant[position] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    mutant.RemoveRange(position, Math.Min(random.Next(1, 20), mutant.Count - position - 1));
                    break;
                case 3:
                    mutant.InsertRange(
                        position, mutant.GetRange(position, Math.Min(random.Next(1, 50), mutant.Count - position)));
                    break;
                default:
                    mutant[position] = (byte)(random.Next(2) == 0 ? 0 : 255);
                    break;
            }
        }
        return [.. mutant];
    }

    private static ImageFault? FaultOf(byte[] encoded)
    {
        try
        {
            ImageDecoder.Decode(encoded);
            return null;
        }
        catch (ImageException exception)
        {
            return exception.Fault;
        }
    }
}
