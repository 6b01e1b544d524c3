namespace Counterfactual.Training.Data.Miniature;

/// <summary>Whose habitat an image shows.</summary>
public enum HabitatRule
{
    /// <summary>The class's own with probability rho, otherwise any of the ten.</summary>
    OwnMostly,

    /// <summary>Any of the ten, equally likely.</summary>
    Any,

    /// <summary>One of the nine of other classes, equally likely.</summary>
    Another,

    /// <summary>None.</summary>
    None,
}

/// <summary>A style and how often it is drawn.</summary>
/// <param name="Style">The style.</param>
/// <param name="Probability">Its probability; those of a distribution add up to 1.</param>
public readonly record struct StyleShare(Style Style, double Probability);

/// <summary>
/// What images a set is drawn from. The defaults are those of the training distribution; the sets' own are in
/// <see cref="Of"/>.
/// </summary>
public sealed record Distribution
{
    /// <summary>Whose habitat.</summary>
    public HabitatRule Habitat { get; init; } = HabitatRule.OwnMostly;

    /// <summary>Offset of the hue (in turns) from 0.1 x the habitat's family; null: any hue.</summary>
    public Interval? HueOffset { get; init; } = Interval.Around0(0.04);

    /// <summary>The styles, with probabilities that add up to 1.</summary>
    public IReadOnlyList<StyleShare> Styles { get; init; } = [new(Style.Natural, 1)];

    /// <summary>Where the object lies.</summary>
    public PoseDistribution Pose { get; init; } = new();

    /// <summary>
    /// Another pose distribution that is drawn from with probability <see cref="WildPoseProbability"/>; null: none.
    /// </summary>
    public PoseDistribution? WildPose { get; init; }

    /// <summary>Probability of <see cref="WildPose"/>.</summary>
    public double WildPoseProbability { get; init; }

    /// <summary>Brightness b of (x - 0.5) c + 0.5 b.</summary>
    public Interval Brightness { get; init; } = new(1, 1);

    /// <summary>Contrast c of (x - 0.5) c + 0.5 b.</summary>
    public Interval Contrast { get; init; } = new(1, 1);

    private static Distribution Training { get; } = new();

    private static Distribution V2 { get; } = new()
    {
        HueOffset = Interval.Around0(0.08),
        Pose = new() { Side = new(32, 46), Rotation = PoseDistribution.Degrees(10), Shift = 5 },
        Brightness = new(0.8, 1.2),
        Contrast = new(0.75, 1.15),
    };

    private static Distribution R { get; } = new()
    {
        Habitat = HabitatRule.Any,
        HueOffset = null,
        Styles = [new(Style.Poster, 1.0 / 3), new(Style.Inverted, 1.0 / 3), new(Style.Cartoon, 1.0 / 3)],
        Pose = new() { Side = new(32, 46), Rotation = PoseDistribution.Degrees(15), Shift = 5 },
    };

    private static Distribution Sketch { get; } = new()
    {
        Habitat = HabitatRule.None,
        Styles = [new(Style.Sketch, 1)],
        Pose = new() { Side = new(34, 46), Rotation = PoseDistribution.Degrees(10), Shift = 4 },
    };

    private static Distribution ObjectNet { get; } = new()
    {
        Habitat = HabitatRule.Any,
        HueOffset = null,
        Pose = new() { Side = new(26, 44), Rotation = PoseDistribution.Degrees(50), Shift = 8, MirrorProbability = 0.5 },
        Brightness = new(0.85, 1.15),
    };

    private static Distribution A { get; } = new() { Habitat = HabitatRule.Another };

    private static Distribution Pretraining { get; } = new()
    {
        Habitat = HabitatRule.Any,
        HueOffset = null,
        Styles =
        [
            new(Style.Natural, 0.50), new(Style.Poster, 0.12), new(Style.Inverted, 0.12), new(Style.Cartoon, 0.10),
            new(Style.Sketch, 0.16),
        ],
        Pose = new() { Side = new(34, 46), Rotation = PoseDistribution.Radians(0.2), Shift = 4 },
        WildPose = new()
        {
            Side = new(24, 50),
            Rotation = PoseDistribution.Radians(1),
            RotationDeviation = 0.5,
            Shift = 3,
            ShiftsToEdge = true,
            MirrorProbability = 0.4,
        },
        WildPoseProbability = 0.45,
        Brightness = new(0.75, 1.25),
        Contrast = new(0.7, 1.2),
    };

    /// <summary>The distribution of a set.</summary>
    public static Distribution Of(MiniatureSet set) => set switch
    {
        MiniatureSet.Pretraining => Pretraining,
        MiniatureSet.Train or MiniatureSet.Validation or MiniatureSet.Id => Training,
        MiniatureSet.V2 => V2,
        MiniatureSet.R => R,
        MiniatureSet.Sketch => Sketch,
        MiniatureSet.ObjectNet => ObjectNet,
        MiniatureSet.A => A,
        _ => throw new ArgumentOutOfRangeException(nameof(set), set, "no such set"),
    };
}
