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
