using Counterfactual.Torch.Modules;

namespace Counterfactual.Torch;

public static partial class torch
{
    /// <summary>Neural networks: modules, and the functions that they are made of.</summary>
    public static partial class nn
    {
        /// <summary>
        /// A part of a network: parameters, buffers and further modules, each under a name. Names in a tree of modules are
        /// joined with dots: <c>visual.proj.weight</c>.
        /// </summary>
        public abstract partial class Module : IDisposable
        {
            private readonly OrderedDictionary<string, Parameter> ownParameters = [];
            private readonly OrderedDictionary<string, Tensor> ownBuffers = [];
            private readonly OrderedDictionary<string, Module> ownModules = [];

            /// <summary>Whether the module trains, as opposed to evaluates.</summary>
            public bool training { get; private set; } = true;

            /// <summary>Owns a parameter under a name.</summary>
            /// <returns>The parameter.</returns>
            /// <exception cref="ArgumentException">The name is empty, has a dot, or is taken.</exception>
            public Parameter register_parameter(string name, Parameter parameter)
            {
                RequireFreeName(name);
                ownParameters.Add(name, parameter);
                return parameter;
            }

            /// <summary>Owns a tensor that is saved with the parameters but not trained. It leaves its dispose scope.</summary>
            /// <returns>The buffer.</returns>
            /// <exception cref="ArgumentException">The name is empty, has a dot, or is taken.</exception>
            public Tensor register_buffer(string name, Tensor buffer)
            {
                ArgumentNullException.ThrowIfNull(buffer);
                RequireFreeName(name);
                ownBuffers.Add(name, buffer.DetachFromDisposeScope());
                return buffer;
            }

            /// <summary>Owns a module under a name.</summary>
            /// <returns>The module.</returns>
            /// <exception cref="ArgumentException">The name is empty, has a dot, or is taken.</exception>
            public TModule register_module<TModule>(string name, TModule module) where TModule : Module
            {
                RequireFreeName(name);
                ownModules.Add(name, module);
                return module;
            }

            /// <summary>The parameters of the tree with their names, in the order in which they were registered.</summary>
            public IEnumerable<(string name, Parameter parameter)> named_parameters() =>
                named_modules().SelectMany(owner =>
                    owner.module.ownParameters.Select(own => (Join(owner.name, own.Key), own.Value)));

            /// <summary>The parameters of the tree.</summary>
            public IEnumerable<Parameter> parameters() => named_parameters().Select(named => named.parameter);

            /// <summary>The buffers of the tree with their names.</summary>
            public IEnumerable<(string name, Tensor buffer)> named_buffers() =>
                named_modules().SelectMany(owner =>
                    owner.module.ownBuffers.Select(own => (Join(owner.name, own.Key), own.Value)));

            /// <summary>The buffers of the tree.</summary>
            public IEnumerable<Tensor> buffers() => named_buffers().Select(named => named.buffer);

            /// <summary>This module under the empty name, and all modules below it with their names.</summary>
            public IEnumerable<(string name, Module module)> named_modules()
            {
                yield return ("", this);
                foreach (var (own, child) in ownModules)
                {
                    foreach (var (name, module) in child.named_modules())
                    {
                        yield return (Join(own, name), module);
                    }
                }
            }

            /// <summary>This module and all modules below it.</summary>
            public IEnumerable<Module> modules() => named_modules().Select(named => named.module);

            /// <summary>The modules right below this one, with their names.</summary>
            public IEnumerable<(string name, Module module)> named_children() => ownModules.Select(own => (own.Key, own.Value));

            /// <summary>Makes the tree train, or evaluate.</summary>
            public virtual void train(bool on = true)
            {
                foreach (var module in modules())
                {
                    module.training = on;
                }
            }

            /// <summary>Makes the tree evaluate.</summary>
            public void eval() => train(false);

            /// <summary>Says whether the parameters of the tree are trained.</summary>
            public void requires_grad_(bool required = true)
            {
                foreach (var parameter in parameters())
                {
                    parameter.requires_grad_(required);
                }
            }

            /// <summary>Forgets the gradients of the parameters.</summary>
            public void zero_grad()
            {
                foreach (var parameter in parameters())
                {
                    parameter.grad = null;
                }
            }

            /// <summary>Frees the parameters and buffers of the tree.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Frees the parameters and buffers of the tree.</summary>
            /// <param name="disposing">Whether <see cref="Dispose()"/> was called.</param>
            protected virtual void Dispose(bool disposing)
            {
                if (!disposing)
                {
                    return;
                }
                foreach (var tensor in parameters().Concat(buffers()))
                {
                    tensor.Dispose();
                }
            }

            private static string Join(string owner, string name) =>
                owner.Length == 0 ? name : name.Length == 0 ? owner : $"{owner}.{name}";

            private void RequireFreeName(string name)
            {
                ArgumentException.ThrowIfNullOrEmpty(name);
                if (name.Contains('.'))
                {
                    throw new ArgumentException($"'{name}': a name in a module has no dot", nameof(name));
                }
                if (ownParameters.ContainsKey(name) || ownBuffers.ContainsKey(name) || ownModules.ContainsKey(name))
                {
                    throw new ArgumentException($"'{name}' is taken in {GetType().Name}", nameof(name));
                }
            }
        }

        /// <summary>A module that makes one value of another.</summary>
        /// <typeparam name="T">What it takes.</typeparam>
        /// <typeparam name="TResult">What it gives.</typeparam>
        public abstract class Module<T, TResult> : Module
        {
            /// <summary>Runs the module.</summary>
            public abstract TResult forward(T input);

            /// <summary>Runs the module.</summary>
            public TResult call(T input) => forward(input);
        }

        /// <summary>A module that makes one value of two.</summary>
        /// <typeparam name="T1">What it takes first.</typeparam>
        /// <typeparam name="T2">What it takes second.</typeparam>
        /// <typeparam name="TResult">What it gives.</typeparam>
        public abstract class Module<T1, T2, TResult> : Module
        {
            /// <summary>Runs the module.</summary>
            public abstract TResult forward(T1 first, T2 second);

            /// <summary>Runs the module.</summary>
            public TResult call(T1 first, T2 second) => forward(first, second);
        }
    }
}
