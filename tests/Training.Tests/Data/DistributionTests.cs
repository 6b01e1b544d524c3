using Counterfactual.Training.Data.Miniature;
using Counterfactual.Training.Randomness;

namespace Counterfactual.Training.Tests.Data;

/// <summary>The seven distributions against the study's table, by 20,000 scenes of each.</summary>
public sealed class DistributionTests
{
    private const int Scenes = 20_000;
    private const double Degree = Math.PI / 180;

    [Theory]
    [InlineData(MiniatureSet.Train)]
    [InlineData(MiniatureSet.Validation)]
    [InlineData(MiniatureSet.Id)]
    [InlineData(MiniatureSet.V2)]
    public void The_training_distribution_and_V2_show_the_own_habitat_with_probability_rho_and_a_tenth_of_the_rest(
        MiniatureSet set)
    {
        var scenes = Draw(set);
        AssertShare(0.95 + 0.005, scenes, scene => scene.Habitat == scene.Class);
        AssertShare(0.005, scenes, scene => scene.Habitat == (scene.Class + 3) % 10);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void Rho_is_an_option(double rho) =>
        AssertShare(rho + ((1 - rho) / 10), Draw(MiniatureSet.Id, rho), scene => scene.Habitat == scene.Class);

    [Fact]
    public void A_never_shows_the_own_habitat_and_the_nine_others_equally()
    {
        var scenes = Draw(MiniatureSet.A);
        AssertShare(0, scenes, scene => scene.Habitat == scene.Class);
        for (var distance = 1; distance < 10; distance++)
        {
            AssertShare(1.0 / 9, scenes, scene => scene.Habitat == (scene.Class + distance) % 10);
        }
    }

    [Theory]
    [InlineData(MiniatureSet.R)]
    [InlineData(MiniatureSet.ObjectNet)]
    [InlineData(MiniatureSet.Pretraining)]
    public void R_ObjectNet_and_pretraining_show_any_habitat_whatever_the_class(MiniatureSet set)
    {
        var scenes = Draw(set).Where(scene => scene.Habitat is not null).ToArray();
        for (var distance = 0; distance < 10; distance++)
        {
            AssertShare(0.1, scenes, scene => scene.Habitat == (scene.Class + distance) % 10);
        }
    }

    [Fact]
    public void Sketches_have_no_habitat_and_everything_else_has()
    {
        foreach (var scene in Enum.GetValues<MiniatureSet>().SelectMany(set => Draw(set)))
        {
            Assert.Equal(scene.Style == Style.Sketch, scene.Habitat is null);
        }
    }

    [Theory]
    [InlineData(MiniatureSet.Id, 0.04)]
    [InlineData(MiniatureSet.A, 0.04)]
    [InlineData(MiniatureSet.V2, 0.08)]
    public void The_hue_follows_the_habitat_that_is_shown(MiniatureSet set, double reach) =>
        AssertUniform(-reach, reach, Draw(set).Select(scene => scene.Hue - (0.1 * scene.Habitat!.Value)));

    [Theory]
    [InlineData(MiniatureSet.R)]
    [InlineData(MiniatureSet.ObjectNet)]
    [InlineData(MiniatureSet.Pretraining)]
    public void The_hue_is_free(MiniatureSet set) => AssertUniform(0, 1, Draw(set).Select(scene => scene.Hue));

    [Theory]
    [InlineData(MiniatureSet.Train, 1, 0, 0, 0, 0)]
    [InlineData(MiniatureSet.Id, 1, 0, 0, 0, 0)]
    [InlineData(MiniatureSet.V2, 1, 0, 0, 0, 0)]
    [InlineData(MiniatureSet.R, 0, 1 / 3.0, 1 / 3.0, 1 / 3.0, 0)]
    [InlineData(MiniatureSet.Sketch, 0, 0, 0, 0, 1)]
    [InlineData(MiniatureSet.ObjectNet, 1, 0, 0, 0, 0)]
    [InlineData(MiniatureSet.A, 1, 0, 0, 0, 0)]
    [InlineData(MiniatureSet.Pretraining, 0.50, 0.12, 0.12, 0.10, 0.16)]
    public void Styles_have_their_shares(
        MiniatureSet set, double natural, double poster, double inverted, double cartoon, double sketch)
    {
        var scenes = Draw(set);
        AssertShare(natural, scenes, scene => scene.Style == Style.Natural);
        AssertShare(poster, scenes, scene => scene.Style == Style.Poster);
        AssertShare(inverted, scenes, scene => scene.Style == Style.Inverted);
        AssertShare(cartoon, scenes, scene => scene.Style == Style.Cartoon);
        AssertShare(sketch, scenes, scene => scene.Style == Style.Sketch);
    }

    [Theory]
    [InlineData(MiniatureSet.Train, 36, 44, 5, 3, 0)]
    [InlineData(MiniatureSet.Id, 36, 44, 5, 3, 0)]
    [InlineData(MiniatureSet.V2, 32, 46, 10, 5, 0)]
    [InlineData(MiniatureSet.R, 32, 46, 15, 5, 0)]
    [InlineData(MiniatureSet.Sketch, 34, 46, 10, 4, 0)]
    [InlineData(MiniatureSet.ObjectNet, 26, 44, 50, 8, 0.5)]
    [InlineData(MiniatureSet.A, 36, 44, 5, 3, 0)]
    public void Poses_are_uniform_over_their_ranges(
        MiniatureSet set, double leastSide, double mostSide, double degrees, double shift, double mirrored)
    {
        var scenes = Draw(set);
        AssertUniform(leastSide, mostSide, scenes.Select(scene => scene.Pose.Side));
        AssertUniform(-degrees * Degree, degrees * Degree, scenes.Select(scene => scene.Pose.Rotation));
        AssertUniform(-shift, shift, scenes.Select(scene => scene.Pose.ShiftX));
        AssertUniform(-shift, shift, scenes.Select(scene => scene.Pose.ShiftY));
        AssertShare(mirrored, scenes, scene => scene.Pose.Mirrored);
    }

    [Theory]
    [InlineData(MiniatureSet.Train, 1, 1, 1, 1)]
    [InlineData(MiniatureSet.Id, 1, 1, 1, 1)]
    [InlineData(MiniatureSet.V2, 0.8, 1.2, 0.75, 1.15)]
    [InlineData(MiniatureSet.R, 1, 1, 1, 1)]
    [InlineData(MiniatureSet.Sketch, 1, 1, 1, 1)]
    [InlineData(MiniatureSet.ObjectNet, 0.85, 1.15, 1, 1)]
    [InlineData(MiniatureSet.A, 1, 1, 1, 1)]
    [InlineData(MiniatureSet.Pretraining, 0.75, 1.25, 0.7, 1.2)]
    public void Light_is_uniform_over_its_ranges(
        MiniatureSet set, double dimmest, double brightest, double leastContrast, double mostContrast)
    {
        var scenes = Draw(set);
        AssertUniform(dimmest, brightest, scenes.Select(scene => scene.Brightness));
        AssertUniform(leastContrast, mostContrast, scenes.Select(scene => scene.Contrast));
    }

    [Fact]
    public void Pretraining_mixes_mild_poses_with_wild_ones()
    {
        var scenes = Draw(MiniatureSet.Pretraining);

        // Only wild poses are mirrored, and mirroring is drawn last: the mirrored ones are a fair sample of the wild ones.
        var wild = scenes.Where(scene => scene.Pose.Mirrored).ToArray();
        AssertShare(0.45 * 0.4, scenes, scene => scene.Pose.Mirrored);
        AssertUniform(24, 50, wild.Select(scene => scene.Pose.Side));
        AssertUniform(-1, 1, wild.Select(scene => scene.Pose.ShiftX / (((56 - scene.Pose.Side) / 2) + 3)));
        AssertUniform(-1, 1, wild.Select(scene => scene.Pose.ShiftY / (((56 - scene.Pose.Side) / 2) + 3)));

        // A normal of 0.5, cut at two of its standard deviations.
        Assert.All(wild, scene => Assert.InRange(scene.Pose.Rotation, -1, 1));
        AssertShare(0.0455, wild, scene => Math.Abs(scene.Pose.Rotation) == 1);
        AssertShare(0.6827, wild, scene => Math.Abs(scene.Pose.Rotation) < 0.5);

        // 55 % within 0.2 radians, and of the wild ones those that a normal has within 0.4 standard deviations.
        AssertShare(0.55 + (0.45 * 0.3108), scenes, scene => Math.Abs(scene.Pose.Rotation) <= 0.2);
        AssertShare(0.55 + (0.45 * 12 / 26), scenes, scene => scene.Pose.Side is >= 34 and <= 46);
    }

    private static Scene[] Draw(MiniatureSet set, double rho = 0.95) =>
    [
        .. Enumerable.Range(0, Scenes).Select(i =>
            Scene.Draw(Distribution.Of(set), rho, i % 10, CounterRandom.For(0, Purpose.RenderScene, i, (int)set))),
    ];

    // Within four standard deviations of the share's own sampling error; shares of 0 and 1 exactly.
    private static void AssertShare(double expected, Scene[] scenes, Func<Scene, bool> property)
    {
        var tolerance = 4 * Math.Sqrt(expected * (1 - expected) / scenes.Length);
        Assert.InRange(scenes.Count(property) / (double)scenes.Length, expected - tolerance, expected + tolerance);
    }

    // The range's ends, and the share of each of its eighths.
    private static void AssertUniform(double low, double high, IEnumerable<double> drawn)
    {
        var values = drawn.ToArray();
        const double Rounding = 1e-12;
        Assert.All(values, value => Assert.InRange(value, low - Rounding, high + Rounding));
        if (low == high)
        {
            return;
        }

        var tolerance = 4 * Math.Sqrt(7 / 64.0 / values.Length);
        foreach (var eighth in values.GroupBy(value => Math.Clamp((int)(8 * (value - low) / (high - low)), 0, 7)))
        {
            Assert.InRange(eighth.Count() / (double)values.Length, 0.125 - tolerance, 0.125 + tolerance);
        }
    }
}
