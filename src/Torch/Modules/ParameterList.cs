using System.Collections;
using System.Globalization;
using Counterfactual.Torch.Modules;

namespace Counterfactual.Torch.Modules
{
    /// <summary>Parameters named by their numbers.</summary>
    public sealed class ParameterList : torch.nn.Module, IReadOnlyList<Parameter>
    {
        private readonly List<Parameter> items = [];

        /// <summary>A list of parameters.</summary>
        public ParameterList(params Parameter[] parameters)
        {
            foreach (var parameter in parameters)
            {
                append(parameter);
            }
        }

        /// <summary>How many there are.</summary>
        public int Count => items.Count;

        /// <summary>The parameter of a number, from 0.</summary>
        public Parameter this[int index] => items[index];

        /// <summary>Adds a parameter at the end.</summary>
        public void append(Parameter parameter) =>
            items.Add(register_parameter(items.Count.ToString(CultureInfo.InvariantCulture), parameter));

        /// <inheritdoc/>
        public IEnumerator<Parameter> GetEnumerator() => items.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

namespace Counterfactual.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Parameters named by their numbers.</summary>
            public static ParameterList ParameterList(params Parameter[] parameters) => new(parameters);
        }
    }
}
