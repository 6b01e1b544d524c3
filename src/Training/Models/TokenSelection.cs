using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Models;

/// <summary>Which tokens of an image the transformer sees (refill none of the paper).</summary>
public sealed record TokenSelection
{
    /// <summary>All of them.</summary>
    public static TokenSelection All { get; } = new();

    /// <summary>
    /// Numbers of the tokens that stay (int64, batch x kept), the class token's 0 first; the others leave the sequence after
    /// position embedding. Null keeps all.
    /// </summary>
    public Tensor? KeptTokens { get; init; }

    /// <summary>
    /// Tokens that no query may attend to (bool, batch x tokens), the class token's false; they stay in the sequence. Null
    /// excludes none.
    /// </summary>
    public Tensor? ExcludedKeys { get; init; }

    /// <summary>Leaves patches out of the sequence but for those that are kept.</summary>
    /// <param name="patches">Numbers of the patches that stay (int64), batch x kept.</param>
    public static TokenSelection OfPatches(Tensor patches)
    {
        ArgumentNullException.ThrowIfNull(patches);
        return new() { KeptTokens = nn.functional.pad(patches + 1, [1, 0], 0) };
    }

    /// <summary>Excludes masked patches as keys of every query.</summary>
    /// <param name="mask">True where a patch is masked, batch x patches.</param>
    public static TokenSelection WithoutKeys(Tensor mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        return new() { ExcludedKeys = nn.functional.pad(mask, [1, 0], 0) };
    }
}
