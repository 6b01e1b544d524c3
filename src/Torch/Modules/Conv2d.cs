using Counterfactual.Torch.Modules;

namespace Counterfactual.Torch.Modules
{
    /// <summary>Two-dimensional convolution of batch x channels x height x width.</summary>
    public sealed class Conv2d : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        private readonly long[] stride;
        private readonly long[] padding;

        /// <summary>A layer of given values.</summary>
        /// <param name="weight">Outputs x channels x height x width.</param>
        /// <param name="bias">Outputs, or null for none.</param>
        /// <param name="stride">Steps of the kernel, down and across.</param>
        /// <param name="padding">Zeros around the image, on every side.</param>
        public Conv2d(torch.Tensor weight, torch.Tensor? bias = null, long stride = 1, long padding = 0)
        {
            this.weight = register_parameter(nameof(weight), new Parameter(weight));
            this.bias = bias is null ? null : register_parameter(nameof(bias), new Parameter(bias));
            this.stride = [stride, stride];
            this.padding = [padding, padding];
        }

        /// <summary>Outputs x channels x height x width.</summary>
        public Parameter weight { get; }

        /// <summary>Outputs, or null.</summary>
        public Parameter? bias { get; }

        /// <inheritdoc/>
        public override torch.Tensor forward(torch.Tensor input) =>
            torch.nn.functional.conv2d(input, weight, bias, stride, padding);
    }
}

namespace Counterfactual.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A layer with a square kernel, whose values are zero: load them, or fill them in.</summary>
            public static Conv2d Conv2d(
                long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, bool bias = true,
                Device? device = null, ScalarType dtype = ScalarType.Float32)
            {
                using var scope = NewDisposeScope();
                return new(
                    zeros([out_channels, in_channels, kernel_size, kernel_size], dtype, device),
                    bias ? zeros([out_channels], dtype, device) : null, stride, padding);
            }
        }
    }
}
