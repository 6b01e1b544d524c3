using Counterfactual.Torch.Modules;

namespace Counterfactual.Torch.Modules
{
    /// <summary>A tensor that a module owns and an optimiser changes. It is in no dispose scope.</summary>
    public sealed class Parameter : torch.Tensor
    {
        /// <summary>Makes a parameter of a tensor's memory, which is shared and not copied.</summary>
        /// <param name="data">The values.</param>
        /// <param name="requires_grad">Whether it is trained.</param>
        public Parameter(torch.Tensor data, bool requires_grad = true)
            : base(HandleOf(data))
        {
            requires_grad_(requires_grad);
        }

        /// <summary>
        /// Exchanges the memory behind the parameter for a tensor's, which is shared and not copied, with its type and device.
        /// Its gradient is forgotten.
        /// </summary>
        internal void Assign(torch.Tensor data)
        {
            var required = requires_grad;
            Become(HandleOf(data));
            requires_grad_(required);
        }

        private static nint HandleOf(torch.Tensor data)
        {
            ArgumentNullException.ThrowIfNull(data);
            return data.detach().Yield();
        }
    }
}

namespace Counterfactual.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Makes a parameter of a tensor's memory, which is shared and not copied.</summary>
            public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
        }
    }
}
