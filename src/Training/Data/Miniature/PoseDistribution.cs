using Counterfactual.Training.Randomness;

namespace Counterfactual.Training.Data.Miniature;

/// <summary>A distribution of poses; the defaults are those of the training distribution.</summary>
public sealed record PoseDistribution
{
    /// <summary>Side of the object's square in pixels.</summary>
    public Interval Side { get; init; } = new(36, 44);

    /// <summary>Rotation in radians.</summary>
    public Interval Rotation { get; init; } = Degrees(5);

    /// <summary>
    /// Standard deviation in radians of a normal rotation that is cut (clamped) to <see cref="Rotation"/>; null: uniform over it.
    /// </summary>
    public double? RotationDeviation { get; init; }

    /// <summary>Greatest shift in pixels, along each axis and in both directions.</summary>
    public double Shift { get; init; } = 3;

    /// <summary>True when <see cref="Shift"/> is counted from where the square touches the image's edge.</summary>
    public bool ShiftsToEdge { get; init; }

    /// <summary>Probability of a mirrored object.</summary>
    public double MirrorProbability { get; init; }

    /// <summary>Rotations of at most this many degrees either way.</summary>
    public static Interval Degrees(double reach) => Radians(reach * Math.PI / 180);

    /// <summary>Rotations of at most this many radians either way.</summary>
    public static Interval Radians(double reach) => Interval.Around0(reach);

    /// <summary>Draws a pose.</summary>
    public Pose Draw(CounterRandom draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        var side = Side.Draw(draws);
        var rotation = RotationDeviation is { } deviation
            ? Math.Clamp(deviation * draws.Normal(), Rotation.Low, Rotation.High)
            : Rotation.Draw(draws);
        var shift = Interval.Around0(ShiftsToEdge ? ((Canvas.Side - side) / 2) + Shift : Shift);
        return new Pose(side, rotation, shift.Draw(draws), shift.Draw(draws), draws.Chance(MirrorProbability));
    }
}
