using System.Reflection;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Hosting.Tables;
using Counterfactual.Grains.Runtime;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Grains.Work;

namespace Counterfactual.Grains.Hosting.Turns;

/// <summary>
/// What a grain's constructor may ask for: its states, the services that travel with the turn, and the host's own objects.
/// </summary>
/// <param name="leaseDuration">How long a claimed item's lease lasts.</param>
/// <param name="shared">Objects of the host's options, by their own type.</param>
internal sealed class ServiceBindings(TimeSpan leaseDuration, IReadOnlyList<object> shared)
{
    private readonly Dictionary<Type, Func<Turn, object>> services = new()
    {
        [typeof(IWorkQueue)] = turn => new WorkQueue(turn, leaseDuration),
        [typeof(IExperimentIndex)] = turn => new ExperimentIndex(turn.Session),
        [typeof(IMetricLog)] = turn => new MetricLog(turn.Session),
        [typeof(IRungLog)] = turn => new RungLog(turn.Session),
        [typeof(TimeProvider)] = turn => new TurnClock(turn),
    };

    /// <exception cref="ArgumentException">Nothing of this type can be given.</exception>
    public Func<Turn, GrainId, object?> Bind(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IPersistentState<>))
        {
            return BindState(parameter);
        }

        if (services.TryGetValue(type, out var service))
        {
            return (turn, _) => service(turn);
        }

        var value = shared.FirstOrDefault(type.IsInstanceOfType);
        return value is not null || parameter.HasDefaultValue
            ? (_, _) => value ?? parameter.DefaultValue
            : throw Unknown(parameter);
    }

    private static Func<Turn, GrainId, object?> BindState(ParameterInfo parameter)
    {
        var attribute = parameter.GetCustomAttribute<PersistentStateAttribute>() ?? throw Unknown(parameter);
        var state = parameter.ParameterType.GetGenericArguments()[0];
        object storage = (attribute.StorageName, state) switch
        {
            (IExperimentIndex.StorageName, var type) when type == typeof(ExperimentState) => new ExperimentStorage(),
            (null, _) => Activator.CreateInstance(typeof(JsonStateStorage<>).MakeGenericType(state), attribute.StateName)!,
            _ => throw new ArgumentException(
                $"{parameter.Member.DeclaringType}: no storage '{attribute.StorageName}' keeps a {state}"),
        };
        var constructor = ConstructorInvoker.Create(typeof(PersistentState<>).MakeGenericType(state).GetConstructors().Single());
        return (turn, id) => constructor.Invoke(turn, id, storage);
    }

    private static ArgumentException Unknown(ParameterInfo parameter) =>
        new($"{parameter.Member.DeclaringType} asks for {parameter.ParameterType} {parameter.Name}, which the host cannot give");
}
