using static Counterfactual.Torch.torch;

namespace Counterfactual.Torch.Modules;

/// <summary>What a state of <see cref="AdamW"/> must be.</summary>
internal static class AdamWState
{
    private static readonly string[] Parts = ["step", "exp_avg", "exp_avg_sq"];

    /// <summary>Every way in which the state does not fit the parameters, in words.</summary>
    public static IEnumerable<string> Faults(
        IReadOnlyCollection<(string name, Parameter parameter)> parameters, IReadOnlyDictionary<string, Tensor> state)
    {
        var known = parameters.SelectMany(named => Parts.Select(part => $"{named.name}.{part}")).ToHashSet();
        foreach (var name in state.Keys.Where(name => !known.Contains(name)))
        {
            yield return $"'{name}' is unknown";
        }
        foreach (var (name, parameter) in parameters)
        {
            if (!Parts.Any(part => state.ContainsKey($"{name}.{part}")))
            {
                continue;
            }
            foreach (var part in Parts)
            {
                long[] expected = part == "step" ? [] : parameter.shape;
                if (!state.TryGetValue($"{name}.{part}", out var tensor))
                {
                    yield return $"'{name}.{part}' is missing";
                }
                else if (!tensor.shape.AsSpan().SequenceEqual(expected))
                {
                    yield return $"'{name}.{part}' has the shape [{string.Join(", ", tensor.shape)}]; "
                        + $"expected [{string.Join(", ", expected)}]";
                }
            }
        }
    }
}
