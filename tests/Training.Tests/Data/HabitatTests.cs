using Counterfactual.Training.Data.Miniature;
using Counterfactual.Training.Data.Miniature.Habitats;
using Counterfactual.Training.Randomness;

namespace Counterfactual.Training.Tests.Data;

public sealed class HabitatTests
{
    private const int Textures = 400;

    // The mean of each texture over the plane: half for those symmetric in their two colours; pi 0.3^2 for the dots; for
    // bricks of
    // height H the mean over H of 1 - (1 - 1.5 / H)(1 - 0.75 / H); for the blobs what Monte Carlo integration of the sum gives.
    [Theory]
    [InlineData(typeof(Stripes), 0.5, 0.01)]
    [InlineData(typeof(Checks), 0.5, 0.01)]
    [InlineData(typeof(Dots), 0.2827, 0.005)]
    [InlineData(typeof(Clouds), 0.5, 0.01)]
    [InlineData(typeof(Gradient), 0.5, 0.001)]
    [InlineData(typeof(Bricks), 0.2686, 0.01)]
    [InlineData(typeof(Waves), 0.5, 0.02)]
    [InlineData(typeof(Rings), 0.5, 0.01)]
    [InlineData(typeof(Grain), 0.5, 0.005)]
    [InlineData(typeof(Blobs), 0.3047, 0.008)]
    public void Textures_have_values_from_0_to_1_and_the_mean_of_their_family(Type family, double mean, double tolerance)
    {
        var habitat = Habitat.Families.Single(habitat => habitat.GetType() == family);
        var texture = new Plane();
        var sum = 0.0;
        for (var i = 0; i < Textures; i++)
        {
            habitat.Paint(CounterRandom.For(1, Purpose.RenderTexture, i), texture);
            Assert.All(texture.Values, value => Assert.InRange(value, -1e-6f, 1 + 1e-6f));
            sum += texture.Values.Average();
        }

        Assert.Equal(mean, sum / Textures, tolerance);
    }

    [Fact]
    public void The_families_stand_in_the_order_of_the_classes() =>
        Assert.Equal(
            ["Stripes", "Checks", "Dots", "Clouds", "Gradient", "Bricks", "Waves", "Rings", "Grain", "Blobs"],
            Habitat.Families.Select(habitat => habitat.GetType().Name));
}
