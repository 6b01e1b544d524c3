namespace Counterfactual.Grains.Runtime;

/// <summary>Gives references to grains; a grain exists virtually and needs no creation.</summary>
public interface IGrainFactory
{
    /// <summary>A reference to the grain of interface <typeparamref name="TGrainInterface"/> with this key.</summary>
    /// <exception cref="ArgumentException">No hosted class implements the interface, or the key is empty.</exception>
    TGrainInterface GetGrain<TGrainInterface>(string primaryKey)
        where TGrainInterface : IGrainWithStringKey;
}

/// <summary>The door into the grains for code that is no grain: each call is a turn of its own.</summary>
public interface IClusterClient : IGrainFactory;
