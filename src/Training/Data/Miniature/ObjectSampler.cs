using Counterfactual.Training.Data.Idx;
using Counterfactual.Training.Randomness;

namespace Counterfactual.Training.Data.Miniature;

/// <summary>Lays a garment's picture into an image at a pose.</summary>
internal sealed class ObjectSampler
{
    // The picture with two columns and rows of nothing after it and one before, so that no neighbour needs a check.
    private const int Stride = GarmentImages.Side + 3;
    private const float LastStart = GarmentImages.Side + 1;

    private readonly float[] padded = new float[Stride * Stride];

    /// <summary>Samples the picture bilinearly, zeros outside it.</summary>
    /// <param name="picture">Grey values 0 to 255, 28 x 28.</param>
    /// <param name="pose">Where its square lies.</param>
    /// <param name="values">Receives v, 0 to 1.</param>
    public void Sample(ReadOnlySpan<byte> picture, Pose pose, Plane values)
    {
        Pad(picture);
        var (sin, cos) = PortableMath.SinCosOfTurns(pose.Rotation / (2 * Math.PI));
        var scale = GarmentImages.Side / pose.Side;
        var mirror = pose.Mirrored ? -1 : 1;

        // Pixel (x, y) shows column (x - x0) columnX + (y - y0) columnY and so for the row, counted in the padded picture.
        var (x0, y0) = (Canvas.Centre + pose.ShiftX, Canvas.Centre + pose.ShiftY);
        var (columnX, columnY) = ((float)(mirror * scale * cos), (float)(mirror * scale * sin));
        var (rowX, rowY) = ((float)(scale * -sin), (float)(scale * cos));
        const double Middle = ((GarmentImages.Side - 1) / 2.0) + 1;
        var firstColumn = (float)(Middle - (x0 * mirror * scale * cos) - (y0 * mirror * scale * sin));
        var firstRow = (float)(Middle + (x0 * scale * sin) - (y0 * scale * cos));

        var pixel = 0;
        for (var y = 0; y < Canvas.Side; y++)
        {
            var columnOfRow = firstColumn + (y * columnY);
            var rowOfRow = firstRow + (y * rowY);
            for (var x = 0; x < Canvas.Side; x++)
            {
                values.Values[pixel++] = At(columnOfRow + (x * columnX), rowOfRow + (x * rowX));
            }
        }
    }

    private void Pad(ReadOnlySpan<byte> picture)
    {
        for (var y = 0; y < GarmentImages.Side; y++)
        {
            var row = padded.AsSpan(((y + 1) * Stride) + 1, GarmentImages.Side);
            for (var x = 0; x < row.Length; x++)
            {
                row[x] = picture[(y * GarmentImages.Side) + x] / 255f;
            }
        }
    }

    private float At(float column, float row)
    {
        column = Math.Min(Math.Max(column, 0), LastStart);
        row = Math.Min(Math.Max(row, 0), LastStart);
        var (left, top) = ((int)column, (int)row);
        var (right, down) = (column - left, row - top);
        var neighbours = padded.AsSpan((top * Stride) + left, Stride + 2);
        var above = neighbours[0] + (right * (neighbours[1] - neighbours[0]));
        var below = neighbours[Stride] + (right * (neighbours[Stride + 1] - neighbours[Stride]));
        return above + (down * (below - above));
    }
}
