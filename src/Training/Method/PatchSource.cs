using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Method;

/// <summary>
/// Refilling as one gather: for each patch of each counterfactual image, the number (image x patches + patch) of the patch of
/// the batch that is shown there.
/// </summary>
/// <remarks>
/// Patches stay where they are, whichever image they come from. Since a patch is embedded by itself, gathering embedded patches
/// and embedding gathered pixels are the same.
/// </remarks>
public static class PatchSource
{
    /// <summary>Single fill: masked patches come from one other image.</summary>
    /// <param name="mask">Batch x patches, true where masked.</param>
    /// <param name="partner">The other image of each image (int64), batch.</param>
    /// <returns>Batch x patches, int64.</returns>
    public static Tensor Single(Tensor mask, Tensor partner)
    {
        ArgumentNullException.ThrowIfNull(partner);
        return Of(mask, partner.unsqueeze(1));
    }

    /// <summary>Multi fill: each masked patch of image i comes from image (i + shift) mod batch.</summary>
    /// <param name="mask">Batch x patches, true where masked.</param>
    /// <param name="shift">1..batch-1 (int64), batch x patches.</param>
    /// <returns>Batch x patches, int64.</returns>
    public static Tensor Multi(Tensor mask, Tensor shift)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var batch = mask.size(0);
        return Of(mask, (arange(batch, device: mask.device).unsqueeze(1) + shift).remainder(batch));
    }

    /// <summary>Shows at each place the patch that the source names.</summary>
    /// <param name="patches">Batch x patches x values, pixels or embedded.</param>
    /// <param name="source">Batch x patches, int64.</param>
    /// <returns>Batch x patches x values; gradients flow back to where the patches came from.</returns>
    public static Tensor Gather(Tensor patches, Tensor source)
    {
        ArgumentNullException.ThrowIfNull(patches);

        // An embedding lookup is the gather of rows whose backward pass is quick and always adds up in the same order.
        return nn.functional.embedding(source, patches.flatten(0, 1));
    }

    private static Tensor Of(Tensor mask, Tensor images)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var (batch, patches) = (mask.size(0), mask.size(1));
        var own = arange(batch * patches, device: mask.device).view(batch, patches);
        return where(mask, images * patches + arange(patches, device: mask.device), own);
    }
}
