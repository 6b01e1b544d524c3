using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Models;

/// <summary>Images as rows of patches, and back.</summary>
/// <param name="Options">The sizes.</param>
public sealed record PatchGrid(ClipVisionOptions Options)
{
    /// <summary>Cuts images into patches.</summary>
    /// <param name="images">Batch x 3 x resolution x resolution, of any element type.</param>
    /// <returns>Batch x patches x (3 patch patch), a patch's colours one after the other; a copy.</returns>
    public Tensor Split(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        var (grid, patch) = (Options.Grid, Options.PatchSize);
        return images.reshape(images.size(0), 3, grid, patch, grid, patch).permute(0, 2, 4, 1, 3, 5)
            .reshape(images.size(0), Options.Patches, Options.PatchValues);
    }

    /// <summary>Undoes <see cref="Split"/>.</summary>
    public Tensor Join(Tensor patches)
    {
        ArgumentNullException.ThrowIfNull(patches);
        var (grid, patch) = (Options.Grid, Options.PatchSize);
        return patches.reshape(patches.size(0), grid, grid, 3, patch, patch).permute(0, 3, 1, 4, 2, 5)
            .reshape(patches.size(0), 3, Options.Resolution, Options.Resolution);
    }
}
