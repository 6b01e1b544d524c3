using Counterfactual.Training.Randomness;

namespace Counterfactual.Training.Data.Miniature;

/// <summary>What an image shows: the parameters that its set's distribution draws.</summary>
public sealed record Scene
{
    /// <summary>Class of the object, 0 to 9.</summary>
    public required int Class { get; init; }

    /// <summary>
    /// Family of the habitat, 0 to 9 (see <see cref="Habitats.Habitat.Families"/>); null: none, as for sketches.
    /// </summary>
    public required int? Habitat { get; init; }

    /// <summary>Hue of the habitat's first colour, in turns; of no meaning without a habitat.</summary>
    public required double Hue { get; init; }

    /// <summary>How the object is drawn.</summary>
    public required Style Style { get; init; }

    /// <summary>Where the object lies.</summary>
    public required Pose Pose { get; init; }

    /// <summary>Brightness b of (x - 0.5) c + 0.5 b.</summary>
    public required double Brightness { get; init; }

    /// <summary>Contrast c of (x - 0.5) c + 0.5 b.</summary>
    public required double Contrast { get; init; }

    /// <summary>Draws a scene.</summary>
    /// <param name="distribution">What to draw from.</param>
    /// <param name="rho">Probability, 0 to 1, of the class's own habitat under <see cref="HabitatRule.OwnMostly"/>.</param>
    /// <param name="classNumber">Class of the object, 0 to 9.</param>
    /// <param name="draws">A stream for this scene alone.</param>
    public static Scene Draw(Distribution distribution, double rho, int classNumber, CounterRandom draws)
    {
        ArgumentNullException.ThrowIfNull(distribution);
        ArgumentNullException.ThrowIfNull(draws);
        var style = DrawStyle(distribution.Styles, draws);
        var family = DrawFamily(distribution.Habitat, rho, classNumber, draws);
        var hue = distribution.HueOffset is { } offset ? (0.1 * (family ?? 0)) + offset.Draw(draws) : draws.NextDouble();
        var isWild = distribution.WildPose is not null && draws.Chance(distribution.WildPoseProbability);
        return new Scene
        {
            Class = classNumber,
            Habitat = style == Style.Sketch ? null : family,
            Hue = hue,
            Style = style,
            Pose = (isWild ? distribution.WildPose! : distribution.Pose).Draw(draws),
            Brightness = distribution.Brightness.Draw(draws),
            Contrast = distribution.Contrast.Draw(draws),
        };
    }

    private static Style DrawStyle(IReadOnlyList<StyleShare> styles, CounterRandom draws)
    {
        var remaining = draws.NextDouble();
        for (var i = 0; i < styles.Count - 1; i++)
        {
            if (remaining < styles[i].Probability)
            {
                return styles[i].Style;
            }

            remaining -= styles[i].Probability;
        }

        return styles[^1].Style;
    }

    private static int? DrawFamily(HabitatRule rule, double rho, int classNumber, CounterRandom draws)
    {
        var families = Habitats.Habitat.Families.Count;
        return rule switch
        {
            HabitatRule.OwnMostly => draws.Chance(rho) ? classNumber : draws.Next(families),
            HabitatRule.Any => draws.Next(families),
            HabitatRule.Another => (classNumber + 1 + draws.Next(families - 1)) % families,
            HabitatRule.None => null,
            _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "no such rule"),
        };
    }
}
