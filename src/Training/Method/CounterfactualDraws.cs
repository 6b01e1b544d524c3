using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Method;

/// <summary>The random numbers behind a batch's counterfactual images, on the device.</summary>
public sealed record CounterfactualDraws
{
    /// <summary>Nothing is drawn.</summary>
    public static CounterfactualDraws None { get; } = new();

    /// <summary>
    /// What decides random masks: numbers in [0, 1), batch x patches; or, where patches are left out, the numbers (int64) of
    /// those that stay, batch x kept. Null where relevance decides.
    /// </summary>
    public Tensor? Mask { get; init; }

    /// <summary>
    /// Where masked patches come from (int64): single fill, the other image of each image, batch; multi fill, how far along the
    /// batch each patch comes from, 1..batch-1, batch x patches. Null where nothing takes their place.
    /// </summary>
    public Tensor? Fill { get; init; }
}
