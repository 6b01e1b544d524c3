using Counterfactual.Torch.Modules;

namespace Counterfactual.Torch.Modules
{
    /// <summary>input weight^T + bias over the last dimension.</summary>
    public sealed class Linear : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        /// <summary>A layer of given values.</summary>
        /// <param name="weight">Outputs x inputs.</param>
        /// <param name="bias">Outputs, or null for none.</param>
        public Linear(torch.Tensor weight, torch.Tensor? bias = null)
        {
            this.weight = register_parameter(nameof(weight), new Parameter(weight));
            this.bias = bias is null ? null : register_parameter(nameof(bias), new Parameter(bias));
        }

        /// <summary>Outputs x inputs.</summary>
        public Parameter weight { get; }

        /// <summary>Outputs, or null.</summary>
        public Parameter? bias { get; }

        /// <inheritdoc/>
        public override torch.Tensor forward(torch.Tensor input) => torch.nn.functional.linear(input, weight, bias);
    }
}

namespace Counterfactual.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>
            /// A layer whose values are zero: load them, or fill them in from a generator of your own. Nothing here draws from
            /// libtorch's global generator.
            /// </summary>
            public static Linear Linear(
                long inputSize, long outputSize, bool hasBias = true, Device? device = null,
                ScalarType dtype = ScalarType.Float32)
            {
                using var scope = NewDisposeScope();
                return new(zeros([outputSize, inputSize], dtype, device), hasBias ? zeros([outputSize], dtype, device) : null);
            }
        }
    }
}
