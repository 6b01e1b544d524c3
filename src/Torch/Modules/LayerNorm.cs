using Counterfactual.Torch.Modules;

namespace Counterfactual.Torch.Modules
{
    /// <summary>
    /// (x - mean) / sqrt(variance + eps) over the last dimensions, times weight, plus bias (Ba et al., arXiv 1607.06450).
    /// </summary>
    public sealed class LayerNorm : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        private readonly long[] normalizedShape;

        /// <summary>A layer of given values.</summary>
        /// <param name="weight">Of the shape of the dimensions that are normalised.</param>
        /// <param name="bias">Of the same shape, or null for none.</param>
        /// <param name="eps">What keeps the divisor from zero.</param>
        public LayerNorm(torch.Tensor weight, torch.Tensor? bias, double eps = 1e-5)
        {
            this.weight = register_parameter(nameof(weight), new Parameter(weight));
            this.bias = bias is null ? null : register_parameter(nameof(bias), new Parameter(bias));
            this.eps = eps;
            normalizedShape = this.weight.shape;
        }

        /// <summary>Of the shape of the dimensions that are normalised.</summary>
        public Parameter weight { get; }

        /// <summary>Of the same shape, or null.</summary>
        public Parameter? bias { get; }

        /// <summary>What keeps the divisor from zero.</summary>
        public double eps { get; }

        /// <inheritdoc/>
        public override torch.Tensor forward(torch.Tensor input) =>
            torch.nn.functional.layer_norm(input, normalizedShape, weight, bias, eps);
    }
}

namespace Counterfactual.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A layer that only normalises: its weight is one and its bias zero.</summary>
            public static LayerNorm LayerNorm(
                long normalized_shape, double eps = 1e-5, Device? device = null, ScalarType dtype = ScalarType.Float32)
            {
                using var scope = NewDisposeScope();
                return new(ones([normalized_shape], dtype, device), zeros([normalized_shape], dtype, device), eps);
            }
        }
    }
}
