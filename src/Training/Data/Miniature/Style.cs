namespace Counterfactual.Training.Data.Miniature;

/// <summary>How the object of an image is drawn.</summary>
public enum Style
{
    /// <summary>Tinted shades of the picture.</summary>
    Natural,

    /// <summary>The picture in three flat colours.</summary>
    Poster,

    /// <summary>A tinted negative of the picture.</summary>
    Inverted,

    /// <summary>One flat colour with dark outlines.</summary>
    Cartoon,

    /// <summary>Dark outlines on white paper, without habitat.</summary>
    Sketch,
}
