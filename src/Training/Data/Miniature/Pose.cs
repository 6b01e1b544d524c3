namespace Counterfactual.Training.Data.Miniature;

/// <summary>Where the object's square lies in an image.</summary>
/// <param name="Side">Side of the square in pixels of the image.</param>
/// <param name="Rotation">Rotation in radians, from the x axis (right) towards the y axis (down).</param>
/// <param name="ShiftX">Its centre's distance right of the image's centre, in pixels.</param>
/// <param name="ShiftY">Its centre's distance below the image's centre, in pixels.</param>
/// <param name="Mirrored">True when left and right of the object are swapped.</param>
public readonly record struct Pose(double Side, double Rotation, double ShiftX, double ShiftY, bool Mirrored);
