namespace Counterfactual.Grains.Runtime;

/// <summary>
/// A grain whose calls of a method that shares its turn begin with something that is cheaper done for all of them at once.
/// </summary>
public interface IPreparedTogether
{
    /// <summary>Called on one of the grains, in the turn that their calls share, before the first of these.</summary>
    /// <param name="grains">The grains to be called, itself among them; all of its class.</param>
    Task PrepareTogether(IReadOnlyList<Grain> grains);
}
