namespace Counterfactual.Training.Images;

/// <summary>How an image is encoded; by its content, whatever its file is called.</summary>
public enum ImageFormat
{
    /// <summary>JPEG.</summary>
    Jpeg = 0,

    /// <summary>PNG.</summary>
    Png = 1,
}

/// <summary>What the first bytes of an encoded image tell.</summary>
/// <param name="Format">How it is encoded.</param>
/// <param name="Width">Pixels a row.</param>
/// <param name="Height">Rows.</param>
public readonly record struct ImageHeader(ImageFormat Format, int Width, int Height);
