using System.Collections;
using System.Globalization;
using Counterfactual.Torch.Modules;

namespace Counterfactual.Torch.Modules
{
    /// <summary>Modules named by their numbers.</summary>
    /// <typeparam name="TModule">What they have in common.</typeparam>
    public sealed class ModuleList<TModule> : torch.nn.Module, IReadOnlyList<TModule>
        where TModule : torch.nn.Module
    {
        private readonly List<TModule> items = [];

        /// <summary>A list of modules.</summary>
        public ModuleList(params TModule[] modules)
        {
            foreach (var module in modules)
            {
                append(module);
            }
        }

        /// <summary>How many there are.</summary>
        public int Count => items.Count;

        /// <summary>The module of a number, from 0.</summary>
        public TModule this[int index] => items[index];

        /// <summary>Adds a module at the end.</summary>
        public void append(TModule module) =>
            items.Add(register_module(items.Count.ToString(CultureInfo.InvariantCulture), module));

        /// <inheritdoc/>
        public IEnumerator<TModule> GetEnumerator() => items.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

namespace Counterfactual.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Modules named by their numbers.</summary>
            public static ModuleList<TModule> ModuleList<TModule>(params TModule[] modules)
                where TModule : Module => new(modules);
        }
    }
}
