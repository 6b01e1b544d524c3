namespace Counterfactual.Training.Data.Miniature;

/// <summary>Which Fashion-MNIST pictures a set renders, and how often each.</summary>
/// <remarks>
/// Image i of a set shows picture <c>First + i mod Pictures</c>, in its rendering <c>i / Pictures</c>.
/// </remarks>
/// <param name="FromTrainingHalf">True for Fashion-MNIST's 60,000 training pictures, false for its 10,000 test pictures.</param>
/// <param name="First">Number of the first picture.</param>
/// <param name="Pictures">How many consecutive pictures.</param>
/// <param name="Renderings">How many different images of each picture.</param>
public sealed record MiniatureSplit(bool FromTrainingHalf, int First, int Pictures, int Renderings)
{
    private static readonly MiniatureSplit Pretraining = new(FromTrainingHalf: true, First: 0, Pictures: 40_000, Renderings: 2);
    private static readonly MiniatureSplit Train = new(FromTrainingHalf: true, First: 40_000, Pictures: 10_000, Renderings: 1);
    private static readonly MiniatureSplit Validation = new(
        FromTrainingHalf: true, First: 50_000, Pictures: 10_000, Renderings: 1);
    private static readonly MiniatureSplit Test = new(FromTrainingHalf: false, First: 0, Pictures: 10_000, Renderings: 1);

    /// <summary>Number of images in the set.</summary>
    public int Images => Pictures * Renderings;

    /// <summary>The split of a set.</summary>
    public static MiniatureSplit Of(MiniatureSet set) => set switch
    {
        MiniatureSet.Pretraining => Pretraining,
        MiniatureSet.Train => Train,
        MiniatureSet.Validation => Validation,
        _ => Test,
    };

    /// <summary>Number, within its half of Fashion-MNIST, of the picture that an image shows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The set has no such image.</exception>
    public int Picture(int imageNumber)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(imageNumber);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(imageNumber, Images);
        return First + (imageNumber % Pictures);
    }
}
