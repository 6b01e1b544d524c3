using System.Text.Json.Serialization;

namespace Counterfactual.Training.Experiments;

/// <summary>The images: of the ImageNet study where that is given, else of the miniature study (garments in habitats).</summary>
public sealed record DataSettings
{
    /// <summary>The ImageNet study; null for the miniature. Of the other settings it has no use.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImageNetSettings? ImageNet { get; init; }

    /// <summary>Probability in 0..1 that a training image shows its class's own habitat.</summary>
    public double Rho { get; init; } = 0.95;

    /// <summary>Training images, drawn by seed from the pool of 10,000; 1..10,000.</summary>
    public int TrainImages { get; init; } = 2000;

    /// <summary>Images of each test set; 1..10,000.</summary>
    public int TestImages { get; init; } = 2000;

    /// <summary>
    /// Images of each test set, and of the validation split, that are evaluated after each epoch for the learning curves;
    /// 0..10,000, 0 for none.
    /// </summary>
    public int CurveImages { get; init; } = 500;

    /// <summary>
    /// Training images held out, of every class its share, for choosing the epoch whose weights are evaluated; 0 for none: the
    /// last epoch's.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int ValidationImages { get; init; }
}
