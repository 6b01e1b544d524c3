using Counterfactual.Torch;
using Counterfactual.Torch.Modules;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Models;

/// <summary>
/// What forward and backward passes compute with while the weights stay in single precision (Micikevicius et al., arXiv
/// 1710.03740): a copy of a model whose encoder is in a shorter type of elements; for single precision, the model itself.
/// </summary>
/// <remarks>
/// libtorch's autocast shortens matrix products alone. Here the activations between them are short too, since a GPU waits for
/// memory as long as for products. The head, whose logits are large, stays in single precision, and so do all losses.
/// </remarks>
public sealed class WorkingCopy : IDisposable
{
    private readonly ImageClassifier master;
    private readonly List<Pairs> shortened = [];

    /// <summary>A copy that holds the model's weights as they are now.</summary>
    /// <param name="master">The model, in single precision; which of its parameters are trained is taken over.</param>
    /// <param name="dtype">In which numbers the encoder computes: single precision or bfloat16.</param>
    public WorkingCopy(ImageClassifier master, ScalarType dtype)
    {
        ArgumentNullException.ThrowIfNull(master);
        this.master = master;
        Model = master;
        if (dtype == ScalarType.Float32)
        {
            return;
        }

        Model = master.Copy();
        Model.Backbone.to(dtype);
        var pairs = master.parameters().Zip(Model.parameters()).ToList();
        pairs.ForEach(pair => pair.Second.requires_grad_(pair.First.requires_grad));
        shortened = [.. pairs.GroupBy(pair => pair.Second.dtype).Select(alike => new Pairs(alike))];
    }

    /// <summary>What the passes run on.</summary>
    public ImageClassifier Model { get; }

    /// <summary>Takes over the weights as the optimiser left them.</summary>
    public void Refresh()
    {
        using var mode = no_grad();
        shortened.ForEach(pairs => _foreach_copy_(pairs.Copies, pairs.Masters));
    }

    /// <summary>Hands the gradients of a backward pass over to the model's parameters, in single precision.</summary>
    public void HandOverGradients()
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        shortened.ForEach(pairs => pairs.HandOverGradients());
    }

    /// <summary>Frees the copy.</summary>
    public void Dispose()
    {
        if (Model != master)
        {
            Model.Dispose();
        }
    }

    /// <summary>Parameters and their copies of one type of elements: what one call can copy.</summary>
    private sealed class Pairs(IEnumerable<(Parameter Master, Parameter Copy)> pairs)
    {
        private readonly (Parameter Master, Parameter Copy)[] entries = [.. pairs];

        public Tensor[] Masters => field ??= Array.ConvertAll(entries, Tensor (pair) => pair.Master);

        public Tensor[] Copies => field ??= Array.ConvertAll(entries, Tensor (pair) => pair.Copy);

        public void HandOverGradients()
        {
            var found = entries.Select(pair => (pair.Master, pair.Copy, Gradient: pair.Copy.grad))
                .Where(pair => pair.Gradient is not null).ToArray();
            var gradients = Array.ConvertAll(found, pair => empty_like(pair.Master));
            _foreach_copy_(gradients, Array.ConvertAll(found, pair => pair.Gradient!));
            foreach (var ((parameter, copy, _), gradient) in found.Zip(gradients))
            {
                parameter.grad = gradient;
                copy.grad = null;
            }
        }
    }
}
