using Counterfactual.Training.Models;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Method;

/// <summary>A batch's counterfactual images: what is shown at each patch, and which patches are seen.</summary>
public sealed record Counterfactuals
{
    /// <summary>The clean images themselves.</summary>
    public static Counterfactuals Clean { get; } = new();

    /// <summary>Where each patch comes from, see <see cref="PatchSource"/>; null where every patch is the image's own.</summary>
    public Tensor? Source { get; init; }

    /// <summary>Which patches are seen, by teacher and student alike.</summary>
    public TokenSelection Selection { get; init; } = TokenSelection.All;

    /// <summary>The features that a model gives the counterfactual images.</summary>
    /// <param name="backbone">The model.</param>
    /// <param name="embedded">The clean patches as this model embeds them, batch x patches x width.</param>
    public Tensor Features(ClipVisionModel backbone, Tensor embedded)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        return backbone.Encode(Source is null ? embedded : PatchSource.Gather(embedded, Source), Selection);
    }
}
