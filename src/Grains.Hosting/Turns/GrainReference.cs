using System.Reflection;
using Counterfactual.Grains.Runtime;

namespace Counterfactual.Grains.Hosting.Turns;

/// <summary>
/// What a caller holds of a grain: an object of the grain's interface that hands each call to the caller's turns.
/// </summary>
internal class GrainReference : DispatchProxy
{
    private IGrainCaller caller = null!;
    private GrainId id;

    public static TContract Create<TContract>(IGrainCaller caller, GrainId id)
    {
        var proxy = Create<TContract, GrainReference>();
        var reference = (GrainReference)(object)proxy!;
        (reference.caller, reference.id) = (caller, id);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        id.Type.Methods[targetMethod!].CallBy(caller, id, args ?? []);
}

/// <summary>Gives references to grains, called by one caller.</summary>
internal sealed class GrainReferenceFactory(GrainCatalogue catalogue, IGrainCaller caller) : IClusterClient
{
    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey)
        where TGrainInterface : IGrainWithStringKey =>
        GrainReference.Create<TGrainInterface>(caller, catalogue.Identify(typeof(TGrainInterface), primaryKey));
}
