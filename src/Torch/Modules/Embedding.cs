using Counterfactual.Torch.Modules;

namespace Counterfactual.Torch.Modules
{
    /// <summary>A table of vectors, looked up by number.</summary>
    public sealed class Embedding : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        /// <summary>A table of given values.</summary>
        /// <param name="weight">Numbers x width.</param>
        public Embedding(torch.Tensor weight)
        {
            this.weight = register_parameter(nameof(weight), new Parameter(weight));
        }

        /// <summary>Numbers x width.</summary>
        public Parameter weight { get; }

        /// <inheritdoc/>
        public override torch.Tensor forward(torch.Tensor input) => torch.nn.functional.embedding(input, weight);
    }
}

namespace Counterfactual.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A table whose values are zero: load them, or fill them in.</summary>
            public static Embedding Embedding(
                long num_embeddings, long embedding_dim, Device? device = null, ScalarType dtype = ScalarType.Float32)
            {
                using var scope = NewDisposeScope();
                return new(zeros([num_embeddings, embedding_dim], dtype, device));
            }
        }
    }
}
