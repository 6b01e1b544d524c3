namespace Counterfactual.Grains.Runtime;

/// <summary>Marks an interface whose implementations are virtual actors addressed by key.</summary>
public interface IGrain;

/// <summary>A grain addressed by a string key, as in Microsoft Orleans.</summary>
public interface IGrainWithStringKey : IGrain;

/// <summary>
/// Base class of grain implementations. Its surface is a strict subset of <c>Orleans.Grain</c>, so that a grain compiles
/// against either. One instance lives for one turn; everything that outlives the turn is in persistent state.
/// </summary>
public abstract class Grain : IGrain
{
    private GrainActivation? activation;

    /// <summary>Gives references to other grains; calls made through them inside a turn join its transaction.</summary>
    protected IGrainFactory GrainFactory => Activation.GrainFactory;

    internal GrainActivation Activation
    {
        get => activation ?? throw new InvalidOperationException(
            $"{GetType().Name} was constructed outside a grain host; get a reference from IGrainFactory.GetGrain instead");
        set => activation = value;
    }
}

/// <summary>Extensions that Orleans users know from <c>Orleans.GrainExtensions</c>.</summary>
public static class GrainExtensions
{
    /// <summary>The key of a grain implementation.</summary>
    /// <exception cref="InvalidOperationException">The grain was constructed outside a host.</exception>
    public static string GetPrimaryKeyString(this Grain grain) => grain.Activation.Key;
}
