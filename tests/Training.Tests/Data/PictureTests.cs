using Counterfactual.Training.Data.Miniature;
using Counterfactual.Training.Randomness;

namespace Counterfactual.Training.Tests.Data;

/// <summary>The parts of rendering whose results are known in advance.</summary>
public sealed class PictureTests
{
    private static readonly byte[] Picture = SyntheticGarments.Instance.Test.Image(9).ToArray();

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, -3)]
    [InlineData(-20, 17)]
    public void At_its_own_size_the_picture_is_copied_to_its_place(int right, int down) =>
        AssertShows(new Pose(28, 0, right, down, Mirrored: false), (x, y) => (x - 14 - right, y - 14 - down), 1e-5f);

    [Fact]
    public void A_mirrored_picture_swaps_left_and_right() =>
        AssertShows(new Pose(28, 0, 0, 0, Mirrored: true), (x, y) => (27 - (x - 14), y - 14), 1e-5f);

    [Fact]
    public void A_quarter_turn_takes_right_to_down() =>
        AssertShows(new Pose(28, Math.PI / 2, 0, 0, Mirrored: false), (x, y) => (y - 14, 27 - (x - 14)), 1e-4f);

    [Fact]
    public void Twice_the_size_shows_the_mean_of_neighbours_in_the_middle_between_them()
    {
        var plane = Sample(new Pose(56, 0, 0, 0, Mirrored: false));

        // Pixel 2 k + 1 lies a quarter of a picture element after element k.
        var (left, right) = (Picture[(5 * 28) + 6] / 255f, Picture[(5 * 28) + 7] / 255f);
        var (lowerLeft, lowerRight) = (Picture[(6 * 28) + 6] / 255f, Picture[(6 * 28) + 7] / 255f);
        var expected = (0.75f * ((0.75f * left) + (0.25f * right))) + (0.25f * ((0.75f * lowerLeft) + (0.25f * lowerRight)));
        Assert.Equal(expected, plane.Values[(11 * 56) + 13], 1e-5f);
    }

    [Theory]
    [InlineData(0, 1, 1, 1, 0, 0)]
    [InlineData(1.0 / 6, 1, 1, 1, 1, 0)]
    [InlineData(1.0 / 3, 1, 1, 0, 1, 0)]
    [InlineData(0.5, 1, 0.5, 0, 0.5, 0.5)]
    [InlineData(2.0 / 3, 0.5, 1, 0.5, 0.5, 1)]
    [InlineData(-1.0 / 6, 1, 1, 1, 0, 1)]
    [InlineData(1.25, 0, 0.7, 0.7, 0.7, 0.7)]
    public void Hue_saturation_and_value_name_a_colour(
        double hue, double saturation, double value, double red, double green, double blue)
    {
        var colour = Colour.FromHsv(hue, saturation, value);

        Assert.Equal(red, colour.Red, 1e-6);
        Assert.Equal(green, colour.Green, 1e-6);
        Assert.Equal(blue, colour.Blue, 1e-6);
    }

    [Theory]
    [InlineData(0.5, 1, 1, 127.5)]
    [InlineData(0.5, 1.2, 1, 153)]
    [InlineData(0.75, 1, 0.8, 178.5)]
    [InlineData(0.25, 0.9, 1.15, 41.4375)]
    public void Light_and_noise_have_their_mean_and_deviation(double value, double brightness, double contrast, double mean)
    {
        var plane = new Plane();
        Array.Fill(plane.Values, (float)value);
        var bytes = new byte[Canvas.Pixels];
        var photometry = new Photometry();
        var exposed = new List<double>();
        for (var i = 0; i < 50; i++)
        {
            photometry.Expose(plane, brightness, contrast, CounterRandom.For(2, Purpose.RenderNoise, i), bytes);
            exposed.AddRange(bytes.Select(pixel => (double)pixel));
        }

        // Rounding adds a twelfth to the variance.
        Assert.Equal(mean, exposed.Average(), 0.06);
        Assert.Equal(
            Math.Sqrt((5.1 * 5.1) + (1 / 12.0)), Math.Sqrt(exposed.Average(pixel => (pixel - mean) * (pixel - mean))), 0.05);
    }

    [Fact]
    public void Light_is_clamped_at_black_and_white()
    {
        var plane = new Plane();
        plane.Values.AsSpan(0, 1000).Fill(1.5f);
        plane.Values.AsSpan(1000).Fill(-0.5f);
        var bytes = new byte[Canvas.Pixels];

        new Photometry().Expose(plane, 1, 1, CounterRandom.For(2, Purpose.RenderNoise), bytes);

        Assert.All(bytes[..1000], pixel => Assert.Equal(255, pixel));
        Assert.All(bytes[1000..], pixel => Assert.Equal(0, pixel));
    }

    [Fact]
    public void Outlines_are_dark_where_the_picture_changes()
    {
        // A ramp of 0.1 a pixel to the right, and 0.05 down: its gradient has magnitude sqrt(0.0125) everywhere inside.
        var plane = new Plane();
        for (var i = 0; i < Canvas.Pixels; i++)
        {
            plane.Values[i] = (0.1f * (i % 56)) + (0.05f * (i / 56));
        }

        var drawing = new Plane();
        Outline.Draw(plane, 2, drawing);

        Assert.Equal(1 - (2 * Math.Sqrt(0.0125)), drawing.Values[(20 * 56) + 20], 1e-5);

        // At the left edge the value goes on outwards: half the slope.
        Assert.Equal(1 - (2 * Math.Sqrt(0.0025 + 0.0025)), drawing.Values[20 * 56], 1e-5);
    }

    private static void AssertShows(Pose pose, Func<int, int, (int X, int Y)> source, float tolerance)
    {
        var plane = Sample(pose);
        for (var i = 0; i < Canvas.Pixels; i++)
        {
            var (x, y) = source(i % 56, i / 56);
            var inside = x is >= 0 and < 28 && y is >= 0 and < 28;
            Assert.Equal(inside ? Picture[(y * 28) + x] / 255f : 0, plane.Values[i], tolerance);
        }
    }

    private static Plane Sample(Pose pose)
    {
        var plane = new Plane();
        new ObjectSampler().Sample(Picture, pose, plane);
        return plane;
    }
}
