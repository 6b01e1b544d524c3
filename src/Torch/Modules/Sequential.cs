using Counterfactual.Torch.Modules;

namespace Counterfactual.Torch.Modules
{
    /// <summary>Modules of which each takes what the one before it gives.</summary>
    public sealed class Sequential : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        private readonly List<torch.nn.Module<torch.Tensor, torch.Tensor>> chain = [];

        /// <summary>A chain of named modules.</summary>
        public Sequential(params (string name, torch.nn.Module<torch.Tensor, torch.Tensor> module)[] modules)
        {
            foreach (var (name, module) in modules)
            {
                chain.Add(register_module(name, module));
            }
        }

        /// <inheritdoc/>
        public override torch.Tensor forward(torch.Tensor input) =>
            chain.Aggregate(input, (value, module) => module.forward(value));
    }
}

namespace Counterfactual.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A chain of named modules.</summary>
            public static Sequential Sequential(params (string name, Module<Tensor, Tensor> module)[] modules) => new(modules);
        }
    }
}
