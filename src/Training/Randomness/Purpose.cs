namespace Counterfactual.Training.Randomness;

/// <summary>
/// What a stream of random draws is for. Streams of different purposes never overlap, so adding a draw to one leaves
/// every other as it was.
/// </summary>
/// <remarks>The numbers are part of every result ever published: new purposes take new numbers, none is ever reused.</remarks>
public enum Purpose
{
    /// <summary>First values of parameters. Suggested keys: major = number of the parameter.</summary>
    Initialisation = 1,

    /// <summary>Which images of a set are trained on.</summary>
    Subset = 2,

    /// <summary>The order of images in an epoch. Suggested keys: major = epoch.</summary>
    Shuffle = 3,

    /// <summary>
    /// Which other image refills the masked patches (single fill). Suggested keys: major = epoch, minor = step.
    /// </summary>
    Partner = 4,

    /// <summary>Which patches a random mask covers. Suggested keys: major = epoch, minor = step.</summary>
    PatchMask = 5,

    /// <summary>
    /// How far along the batch each refilling patch comes from (multi fill). Suggested keys: major = epoch, minor = step.
    /// </summary>
    Shift = 6,

    /// <summary>The order of colour channels in a batch of pretraining. Suggested keys: major = step.</summary>
    ColourChannels = 7,

    /// <summary>Which training images are held out for choosing an epoch. Keys: major = class.</summary>
    ValidationSplit = 8,

    /// <summary>Which training images are drawn as pictures after each epoch.</summary>
    Gallery = 12,

    /// <summary>Pose, habitat family, style and light of a rendered image.</summary>
    RenderScene = 16,

    /// <summary>Colours of a rendered image's habitat and object.</summary>
    RenderColours = 17,

    /// <summary>Size, phase and grain of a rendered habitat's texture.</summary>
    RenderTexture = 18,

    /// <summary>Sensor noise of a rendered image.</summary>
    RenderNoise = 19,

    /// <summary>
    /// Settings that a random search tries. Keys: major = position of the point, minor = hash of the setting's name.
    /// </summary>
    Search = 32,
}
