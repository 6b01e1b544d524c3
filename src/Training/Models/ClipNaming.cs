namespace Counterfactual.Training.Models;

/// <summary>
/// Under which names, and in which form, a file holds CLIP's parameters. Ours are OpenAI's: those of the image tower begin with
/// <c>visual.</c>.
/// </summary>
internal abstract class ClipNaming
{
    /// <summary>What our names of the image tower's parameters begin with.</summary>
    public const string Vision = "visual.";

    /// <summary>What our names of a tower's blocks begin with, after the tower's own prefix.</summary>
    public const string Blocks = "transformer.resblocks.";

    /// <summary>The logarithm of what features' cosines are multiplied by.</summary>
    public const string LogitScale = "logit_scale";

    /// <summary>The namings that there are.</summary>
    public static IReadOnlyList<ClipNaming> All { get; } = [new OpenAiNaming(), new HuggingFaceNaming()];

    /// <summary>The name that people know it by.</summary>
    public abstract string Name { get; }

    /// <summary>What the file's names of the image tower begin with: by these a file's naming is known.</summary>
    public abstract string VisionPrefix { get; }

    /// <summary>What the file's names of the blocks of a tower begin with.</summary>
    /// <param name="tower"><see cref="Vision"/>, or empty for the text tower.</param>
    public abstract string BlocksOf(string tower);

    /// <summary>Tensors that published files have besides parameters.</summary>
    public abstract IReadOnlySet<string> Buffers { get; }

    /// <summary>How a parameter is made of the file's tensors.</summary>
    /// <param name="parameter">Our name of it.</param>
    public abstract TensorRecipe RecipeOf(string parameter);
}
