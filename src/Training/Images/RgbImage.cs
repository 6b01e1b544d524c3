namespace Counterfactual.Training.Images;

/// <summary>A decoded image.</summary>
/// <param name="Width">Pixels a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Pixels">Height x width x 3 bytes: red, green, blue.</param>
public sealed record RgbImage(int Width, int Height, byte[] Pixels);
