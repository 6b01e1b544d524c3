using System.Collections.Frozen;
using System.Reflection;
using Counterfactual.Grains.Runtime;

namespace Counterfactual.Grains.Hosting.Turns;

/// <summary>A grain class, the interface it is called by, and how both are reached.</summary>
internal sealed class GrainType
{
    private readonly ConstructorInvoker constructor;
    private readonly IReadOnlyList<Func<Turn, GrainId, object?>> arguments;

    public GrainType(Type implementation, Type contract, ServiceBindings services)
    {
        Contract = contract;
        Name = contract.GetCustomAttribute<AliasAttribute>()?.Alias ?? contract.FullName!;
        IsRemindable = typeof(IRemindable).IsAssignableFrom(implementation);
        var chosen = implementation.GetConstructors().Single();
        constructor = ConstructorInvoker.Create(chosen);
        arguments = [.. chosen.GetParameters().Select(parameter => services.Bind(parameter))];
        Methods = contract.GetInterfaces().Prepend(contract).SelectMany(type => type.GetMethods())
            .ToFrozenDictionary(method => method, GrainMethod.Create);
    }

    /// <summary>The name under which its state is stored: the alias of the interface.</summary>
    public string Name { get; }

    public Type Contract { get; }

    public bool IsRemindable { get; }

    public FrozenDictionary<MethodInfo, GrainMethod> Methods { get; }

    /// <summary>A new activation within a turn; its states have not been read yet.</summary>
    public (Grain Grain, IReadOnlyList<PersistentState> States) Activate(Turn turn, GrainId id)
    {
        var values = new object?[arguments.Count];
        List<PersistentState> states = [];
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = arguments[index](turn, id);
            if (values[index] is PersistentState state)
            {
                states.Add(state);
            }
        }

        var grain = (Grain)constructor.Invoke(values.AsSpan());
        grain.Activation = new(id.Key, turn.GrainFactory, new TurnReminders(turn, id));
        return (grain, states);
    }
}
