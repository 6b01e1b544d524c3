using System.Reflection;
using System.Runtime.ExceptionServices;
using Counterfactual.Grains.Runtime;

namespace Counterfactual.Grains.Hosting.Turns;

/// <summary>One who can call a grain: the world, in a turn of its own, or a turn.</summary>
internal interface IGrainCaller
{
    Task<TResult> CallAsync<TResult>(GrainId id, GrainMethod<TResult> method, object?[] arguments);
}

/// <summary>A method of a grain's interface.</summary>
internal abstract class GrainMethod(MethodInfo method)
{
    private readonly int cancellation =
        Array.FindIndex(method.GetParameters(), parameter => parameter.ParameterType == typeof(CancellationToken));

    protected MethodInvoker Invoker { get; } = MethodInvoker.Create(method);

    public string Name { get; } = method.Name;

    /// <summary>Whether it changes nothing: no lock is taken and a snapshot is read.</summary>
    public bool IsReadOnly { get; } = method.IsDefined(typeof(ReadOnlyAttribute));

    /// <summary>Whether a turn that calls it goes on without it.</summary>
    public bool IsOneWay { get; } = method.IsDefined(typeof(OneWayAttribute));

    /// <summary>Whether calls from outside that wait at the same time are made in one turn.</summary>
    public bool SharesTurn { get; } = method.IsDefined(typeof(SharesTurnAttribute));

    /// <exception cref="ArgumentException">The method has a form that grains cannot have.</exception>
    public static GrainMethod Create(MethodInfo method)
    {
        var result = method.ReturnType == typeof(Task) ? typeof(Nothing)
            : method.ReturnType.IsGenericType && method.ReturnType.GetGenericTypeDefinition() == typeof(Task<>)
                ? method.ReturnType.GetGenericArguments()[0]
            : throw new ArgumentException($"{method.DeclaringType}.{method.Name} returns {method.ReturnType}; expected a task");
        if (method.IsDefined(typeof(OneWayAttribute)) && (result != typeof(Nothing) || method.GetParameters().Length > 0))
        {
            throw new ArgumentException(
                $"{method.DeclaringType}.{method.Name} is one-way; expected no arguments and a plain task");
        }

        return (GrainMethod)Activator.CreateInstance(typeof(GrainMethod<>).MakeGenericType(result), method)!;
    }

    /// <summary>The token among a call's arguments; none where the method takes none.</summary>
    public CancellationToken CancellationOf(object?[] arguments) =>
        cancellation >= 0 && arguments[cancellation] is CancellationToken token ? token : default;

    /// <summary>Has the caller call the method; the task is of the type that the method returns.</summary>
    public abstract Task CallBy(IGrainCaller caller, GrainId id, object?[] arguments);
}

/// <summary>The result of a method that has none.</summary>
internal readonly struct Nothing;

/// <inheritdoc/>
internal sealed class GrainMethod<TResult>(MethodInfo method) : GrainMethod(method)
{
    public override Task CallBy(IGrainCaller caller, GrainId id, object?[] arguments) =>
        caller.CallAsync(id, this, arguments);

    /// <summary>Runs the method of an activation.</summary>
    public async Task<TResult> InvokeAsync(Grain grain, object?[] arguments)
    {
        Task task;
        try
        {
            task = (Task)Invoker.Invoke(grain, arguments.AsSpan())!;
        }
        catch (TargetInvocationException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerException!);
            throw;
        }

        if (task is Task<TResult> withResult)
        {
            return await withResult;
        }

        await task;
        return default!;
    }
}
