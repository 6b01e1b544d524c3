using System.Collections.Frozen;
using System.Reflection;
using Counterfactual.Grains.Runtime;

namespace Counterfactual.Grains.Hosting.Turns;

/// <summary>The grain classes that a host knows.</summary>
internal sealed class GrainCatalogue
{
    private readonly FrozenDictionary<Type, GrainType> byContract;
    private readonly FrozenDictionary<string, GrainType> byName;

    /// <exception cref="ArgumentException">A grain class has no interface of its own, or two have the same.</exception>
    public GrainCatalogue(IEnumerable<Assembly> assemblies, ServiceBindings services)
    {
        GrainType[] types = [.. assemblies.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsSubclassOf(typeof(Grain)) && !type.IsAbstract)
            .Select(type => new GrainType(type, ContractOf(type), services))];
        byContract = types.ToFrozenDictionary(type => type.Contract);
        byName = types.ToFrozenDictionary(type => type.Name);
    }

    /// <exception cref="ArgumentException">No class implements the interface, or the key is empty.</exception>
    public GrainId Identify(Type contract, string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return byContract.TryGetValue(contract, out var type)
            ? new(type, key)
            : throw new ArgumentException($"no grain class of this host implements {contract}");
    }

    public GrainType? Find(string name) => byName.GetValueOrDefault(name);

    private static Type ContractOf(Type implementation)
    {
        var contracts = implementation.GetInterfaces()
            .Where(type => type != typeof(IGrainWithStringKey) && typeof(IGrainWithStringKey).IsAssignableFrom(type)).ToArray();
        return contracts.Length == 1
            ? contracts[0]
            : throw new ArgumentException(
                $"{implementation} implements {contracts.Length} interfaces derived from IGrainWithStringKey; expected one");
    }
}
