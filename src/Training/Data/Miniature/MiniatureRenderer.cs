using Counterfactual.Training.Data.Idx;
using Counterfactual.Training.Randomness;

namespace Counterfactual.Training.Data.Miniature;

/// <summary>
/// Renders the images of the miniature study: garments of Fashion-MNIST in synthetic habitats.
/// </summary>
/// <remarks>
/// Every image is a pure function of the study (seed, rho), the set and the image's number: the same bits in whatever order,
/// on whatever thread and machine. A renderer keeps scratch memory and serves one thread at a time; make one for each.
/// </remarks>
public sealed class MiniatureRenderer
{
    /// <summary>
    /// Version of the rules of rendering; part of the name of every shard. Any change of any bit takes a new one.
    /// </summary>
    public const int Version = 1;

    /// <summary>Height and width of an image in pixels.</summary>
    public const int Side = Canvas.Side;

    /// <summary>Number of colour channels.</summary>
    public const int Channels = 3;

    /// <summary>Bytes of an image: red, green and blue planes of 56 x 56, row by row.</summary>
    public const int ImageBytes = Canvas.ImageBytes;

    private readonly MiniatureData study;
    private readonly FashionMnist garments;
    private readonly ObjectSampler sampler = new();
    private readonly Photometry photometry = new();
    private readonly Plane values = new();
    private readonly Plane texture = new();
    private readonly ColourPlanes colours = new();

    /// <summary>A renderer of a study's images.</summary>
    /// <param name="study">Which study.</param>
    /// <param name="garments">The objects; shared among renderers.</param>
    public MiniatureRenderer(MiniatureData study, FashionMnist garments)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(garments);
        this.study = study;
        this.garments = garments;
    }

    /// <summary>What an image of a set shows, without rendering it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The set has no such image.</exception>
    public Scene Scene(MiniatureSet set, int imageNumber)
    {
        var (half, picture) = Picture(set, imageNumber);
        return Miniature.Scene.Draw(
            Distribution.Of(set), study.Rho, half.Label(picture), Draws(Purpose.RenderScene, set, imageNumber));
    }

    /// <summary>Renders an image of a set.</summary>
    /// <param name="set">The set.</param>
    /// <param name="imageNumber">The image's number in its set (see <see cref="MiniatureSplit"/>).</param>
    /// <param name="image">Receives 3 x 56 x 56 bytes: red, green and blue planes.</param>
    /// <returns>What the image shows; its class is the image's label.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The set has no such image.</exception>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    public Scene Render(MiniatureSet set, int imageNumber, Span<byte> image)
    {
        if (image.Length != ImageBytes)
        {
            throw new ArgumentException($"a span of {image.Length} bytes; an image takes {ImageBytes}", nameof(image));
        }

        var (half, picture) = Picture(set, imageNumber);
        var scene = Scene(set, imageNumber);
        sampler.Sample(half.Image(picture), scene.Pose, values);
        var colourDraws = Draws(Purpose.RenderColours, set, imageNumber);
        if (scene.Habitat is { } family)
        {
            Styles.Paint(scene.Style, colourDraws, values, colours);
            Habitats.Habitat.Families[family].Paint(Draws(Purpose.RenderTexture, set, imageNumber), texture);
            Background.Draw(scene.Hue, colourDraws).Compose(texture, values, colours);
        }
        else
        {
            Styles.PaintSketch(values, colours);
        }

        var noiseDraws = Draws(Purpose.RenderNoise, set, imageNumber);
        Span<Plane> channels = [colours.Red, colours.Green, colours.Blue];
        for (var channel = 0; channel < Channels; channel++)
        {
            photometry.Expose(
                channels[channel], scene.Brightness, scene.Contrast, noiseDraws,
                image.Slice(channel * Canvas.Pixels, Canvas.Pixels));
        }

        return scene;
    }

    private (GarmentImages Half, int Picture) Picture(MiniatureSet set, int imageNumber)
    {
        var split = MiniatureSplit.Of(set);
        return (split.FromTrainingHalf ? garments.Training : garments.Test, split.Picture(imageNumber));
    }

    private CounterRandom Draws(Purpose purpose, MiniatureSet set, int imageNumber) =>
        CounterRandom.For(study.Seed, purpose, imageNumber, (int)set);
}
